package org.belfry.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.belfry.store.DatabaseClock;
import org.belfry.websocket.SocketCloser;

/** What all packages are given: time, threads and meters. */
@Singleton
class Resources {

  /** Threads that hand answers to the container; they compute little and rarely wait. */
  private static final int ANSWERING = Math.max(4, Runtime.getRuntime().availableProcessors());

  @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
  private ManagedThreadFactory managed;

  private final DatabaseClock clock = new DatabaseClock(Clock.systemUTC());
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private JvmGcMetrics gc;
  private ExecutorService answers;
  private SocketCloser closer;

  @Produces
  @Singleton
  DatabaseClock clock() {
    return clock;
  }

  @Produces
  @Singleton
  ThreadFactory threads() {
    return managed;
  }

  @Produces
  @Singleton
  synchronized Executor answers() {
    if (answers == null) {
      answers = Executors.newFixedThreadPool(ANSWERING, managed);
    }
    return answers;
  }

  @Produces
  @Singleton
  synchronized SocketCloser closer() {
    if (closer == null) {
      closer = new SocketCloser(managed);
    }
    return closer;
  }

  @Produces
  @Singleton
  PrometheusMeterRegistry prometheus() {
    meters.config().meterFilter(new MetricCatalog());
    Gauge.builder("belfry.build.info", () -> 1).tag("version", Build.version()).register(meters);
    gc = new JvmGcMetrics();
    gc.bindTo(meters);
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    return meters;
  }

  @PreDestroy
  synchronized void close() {
    if (answers != null) {
      answers.shutdown();
    }
    if (closer != null) {
      closer.stop();
    }
    if (gc != null) {
      gc.close();
    }
    meters.close();
  }
}
