package org.belfry.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.belfry.inbox.InboxSettings;
import org.belfry.inbox.append.Appender;
import org.belfry.inbox.append.Draft;
import org.belfry.inbox.append.IdempotencyKey;
import org.belfry.inbox.append.Receipt;
import org.belfry.interleaving.DeterministicScheduler;
import org.belfry.json.Json;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.security.RateSettings;
import org.belfry.security.SendRate;
import org.belfry.security.Sender;
import org.belfry.worker.Vitals;
import org.junit.jupiter.api.Test;

/**
 * A batch whose notifications are good and bad, and are stored, refused or lost at once or later,
 * in any order. It is answered once all of them are, with a result for each in its place; a key
 * that belongs to something else refuses it as a whole.
 */
class BatchesInterleavingsTest {

  private static final NotifyLimits LIMITS = new NotifyLimits(3, 1_000, 10, 10_000);
  private static final Sender SENDER = new Sender("tests", null);

  private static final InboxSettings SETTINGS =
      new InboxSettings(9, 9, 9, Duration.ZERO, 9, Duration.ZERO, Duration.ZERO);

  private static final Vitals VITALS = new Vitals(Thread::new, new SimpleMeterRegistry());

  @Test
  void a_batch_is_answered_when_all_of_it_is_with_each_result_in_its_place() {
    DeterministicScheduler.explore(1_500, scheduler -> new Run(scheduler).perform());
  }

  private static final class Run extends Appender {

    private final DeterministicScheduler scheduler;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Batches batches;
    private final List<String> bodies = new ArrayList<>();

    /** The code that is expected of each; null for one that is stored. */
    private final List<String> expected = new ArrayList<>();

    private final List<String> drafted = new ArrayList<>();
    private int underWay;
    private boolean isRefused;

    Run(DeterministicScheduler scheduler) {
      super(null, SETTINGS, Runnable::run, VITALS, new SimpleMeterRegistry());
      this.scheduler = scheduler;
      batches =
          new Batches(
              LIMITS,
              new SendRate(new RateSettings(0)),
              new Drafts(LIMITS, Clock.systemUTC()),
              this,
              new SendCounts(meters));
      for (var left = 1 + scheduler.below(LIMITS.batch()); left > 0; left--) {
        add(scheduler.below(8));
      }
    }

    private void add(int what) {
      var title = "t" + bodies.size();
      var code =
          switch (what) {
            case 0 -> "overloaded";
            case 1 -> "store-unavailable";
            case 2 -> scheduler.oneIn(4) ? "idempotency-key-reused" : null;
            case 3 -> "invalid-field";
            default -> null;
          };
      var to = code != null && code.equals("invalid-field") ? "" : "\"ada\",\"ada\"";
      bodies.add("{\"to\":[" + to + "],\"type\":\"x\",\"title\":\"" + title + "\"}");
      expected.add(code);
    }

    @Override
    public CompletionStage<Receipt> append(Draft draft, IdempotencyKey key) {
      var title = draft.content().title();
      drafted.add(title);
      scheduler.check(draft.recipients().size() == 1, "who is named twice counts once");
      var code = expected.get(Integer.parseInt(title.substring(1)));
      if ("overloaded".equals(code) && scheduler.oneIn(2)) {
        throw problem(code);
      }
      var answer = new CompletableFuture<Receipt>();
      underWay++;
      scheduler.nowOrLater(
          () -> {
            underWay--;
            if (code == null) {
              answer.complete(new Receipt(draft.content().id(), 1, Instant.EPOCH, false));
            } else {
              isRefused |= code.startsWith("idempotency-key");
              answer.completeExceptionally(problem(code));
            }
          });
      return answer;
    }

    private static Problem problem(String code) {
      var kind = code.toUpperCase(Locale.ROOT).replace('-', '_');
      return new Problem(ProblemKind.valueOf(kind), "as it comes");
    }

    void perform() {
      var json = ("[" + String.join(",", bodies) + "]").getBytes(UTF_8);
      var sent = batches.send(SENDER, json, null).toCompletableFuture();
      sent.whenComplete(
          (answer, error) -> scheduler.check(underWay == 0, "no answer before all are done"));
      scheduler.rest();
      assertThat(sent).as("an answer").isDone();
      var good = expected.stream().filter(code -> !"invalid-field".equals(code)).count();
      assertThat(drafted).as("each once, in order").hasSize((int) good).isSorted();
      var counted =
          meters.find("belfry.sends").counters().stream().mapToDouble(one -> one.count()).sum();
      assertThat(counted).as("each is counted").isEqualTo(bodies.size());
      if (isRefused) {
        assertThat(sent).isCompletedExceptionally();
        try {
          sent.join();
        } catch (CompletionException e) {
          assertThat(Problem.behind(e).code()).isEqualTo("idempotency-key-reused");
        }
        return;
      }
      var results = Json.parse(sent.join());
      assertThat(results.size()).isEqualTo(bodies.size());
      for (var i = 0; i < bodies.size(); i++) {
        var code = results.get(i).path("code");
        assertThat(code.isMissingNode() ? null : code.asText()).isEqualTo(expected.get(i));
        assertThat(results.get(i).path("status").asInt() == 201).isEqualTo(expected.get(i) == null);
      }
    }
  }
}
