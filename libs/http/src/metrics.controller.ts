import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { METRICS_TYPE, metricsText } from '#libs/tracing';

/** For a Prometheus that asks each process; a Collector is sent the same without being asked. */
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  @Get()
  @Header('Content-Type', METRICS_TYPE)
  metrics(): Promise<string> {
    return metricsText();
  }
}
