import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { Tracer } from "@aws-lambda-powertools/tracer";
import type { Context } from "aws-lambda";
import type { Log } from "../failure";
import { said } from "../said";
import type { FunctionName } from "./environment";

export interface Observation {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  /**
   * A handler whose invocations are traced, whose metrics are published however it ends, and whose failure is logged
   * by what may be said of it, then thrown on as an error that says no more.
   */
  readonly handler: <Event, Result>(
    work: (event: Event, context: Context) => Promise<Result>,
  ) => (event: Event, context: Context) => Promise<Result>;
}

/**
 * Logger, tracer and metrics of one function. Events and answers are neither logged nor traced, because some are
 * tokens: Powertools' own decorators, which do that, are not used.
 */
export function observe(service: FunctionName): Observation {
  const logger = new Logger({ serviceName: service });
  const metrics = new Metrics({ namespace: "Marvin", serviceName: service });
  const tracer = new Tracer({ serviceName: service });
  const log: Log = {
    info: (message, details = {}) => logger.info(message, { ...details }),
    warn: (message, details = {}) => logger.warn(message, { ...details }),
  };
  return {
    log,
    metrics,
    tracer,
    handler: (work) => async (event, context) => {
      logger.addContext(context);
      const segment = tracer.getSegment();
      const own = segment?.addNewSubsegment(`## ${service}`);
      if (own !== undefined) tracer.setSegment(own);
      tracer.annotateColdStart();
      tracer.addServiceNameAnnotation();
      try {
        return await work(event, context);
      } catch (error) {
        const { message, details } = said(error);
        logger.error(message, { ...details });
        own?.addFaultFlag();
        throw bare(message);
      } finally {
        own?.close();
        if (segment !== undefined) tracer.setSegment(segment);
        metrics.publishStoredMetrics();
      }
    },
  };
}

/**
 * Lambda logs what a handler throws, with its cause: it gets neither cause nor stack. Its runtime wants a stack to be a
 * text, and drops the message where there is none.
 */
function bare(message: string): Error {
  const error = new Error(message);
  error.stack = "";
  return error;
}
