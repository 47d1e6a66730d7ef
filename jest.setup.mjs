// nestjs-otel is CommonJS: Nest must be loaded as a module first, or its require() meets a cycle.
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';
