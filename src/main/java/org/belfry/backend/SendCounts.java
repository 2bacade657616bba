package org.belfry.backend;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.belfry.inbox.append.Receipt;
import org.belfry.problem.Problem;

/** Counts what became of each notification that a back end sent: accepted, or refused and why. */
@Singleton
class SendCounts {

  private final MeterRegistry meters;

  @Inject
  SendCounts(MeterRegistry meters) {
    this.meters = meters;
    count("created", 0);
  }

  /** Counts one, whether it is refused now or later. */
  CompletionStage<Receipt> one(Supplier<CompletionStage<Receipt>> send) {
    CompletionStage<Receipt> sent;
    try {
      sent = send.get();
    } catch (Problem e) {
      count(e.code(), 1);
      throw e;
    }
    return sent.whenComplete(
        (receipt, error) -> count(receipt == null ? code(error) : accepted(receipt), 1));
  }

  /** Counts all of a batch that is refused as a whole. */
  void refused(Problem why, int notifications) {
    count(why.code(), notifications);
  }

  private static String accepted(Receipt receipt) {
    return receipt.replayed() ? "replayed" : "created";
  }

  private static String code(Throwable error) {
    var problem = Problem.behind(error);
    return problem == null ? "internal" : problem.code();
  }

  private void count(String code, int notifications) {
    meters.counter("belfry.sends", "code", code).increment(notifications);
  }
}
