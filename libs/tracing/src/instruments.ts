import { MetricService } from 'nestjs-otel';

/** Makes every instrument, or gives the one that is there: names and units stand where it is used. */
export const instruments = new MetricService();

/** Of histograms of seconds: from a read of the cache to where a client gives up. */
export const SECONDS = {
  unit: 's',
  advice: { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
};
