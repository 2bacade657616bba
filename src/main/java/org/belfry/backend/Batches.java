package org.belfry.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.belfry.inbox.append.Appender;
import org.belfry.inbox.append.IdempotencyKey;
import org.belfry.inbox.append.Receipt;
import org.belfry.json.Json;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.security.SendRate;
import org.belfry.security.Sender;

/**
 * Many notifications in one request: each stands for itself, a bad one does not stop the others. A
 * key of the request makes a key for each, so a batch that was cut off can be sent again whole.
 */
@Singleton
class Batches {

  private final NotifyLimits limits;
  private final SendRate rate;
  private final Drafts drafts;
  private final Appender appender;
  private final SendCounts counts;

  @Inject
  Batches(NotifyLimits limits, SendRate rate, Drafts drafts, Appender appender, SendCounts counts) {
    this.limits = limits;
    this.rate = rate;
    this.drafts = drafts;
    this.appender = appender;
    this.counts = counts;
  }

  /**
   * Sends all; completes when each is stored or refused.
   *
   * @return a JSON array with a result for each, in order; fails as a whole with 422 or 409 when
   *     the key was used for another body or is in use
   */
  CompletionStage<String> send(Sender sender, byte[] json, String keyHeader) {
    var bodies = Json.read(json, JsonNode[].class);
    if (bodies.length == 0 || bodies.length > limits.batch()) {
      throw new Problem(
          ProblemKind.INVALID_FIELD, "a batch has to be 1 to " + limits.batch() + " notifications");
    }
    try {
      rate.take(sender, bodies.length);
    } catch (Problem e) {
      counts.refused(e, bodies.length);
      throw e;
    }
    var keys = IdempotencyKeyHeader.batch(sender, keyHeader, json);
    var results = new ArrayList<CompletableFuture<String>>(bodies.length);
    for (var i = 0; i < bodies.length; i++) {
      results.add(send(sender, bodies[i], json.length, keys.apply(i)).toCompletableFuture());
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(done -> joined(results));
  }

  private CompletionStage<String> send(
      Sender sender, JsonNode body, int batchBytes, IdempotencyKey key) {
    try {
      return counts
          .one(() -> append(sender, body, batchBytes, key))
          .thenApply(SendResponses::result)
          .exceptionally(Batches::refused);
    } catch (Problem e) {
      return CompletableFuture.completedFuture(refused(e));
    }
  }

  private CompletionStage<Receipt> append(
      Sender sender, JsonNode body, int batchBytes, IdempotencyKey key) {
    checkSize(body, batchBytes);
    var notification = Json.read(body, NotificationBody.class);
    return appender.append(drafts.draft(sender, notification), key);
  }

  /** Nothing in a batch is larger than all of it, so most batches need no closer look. */
  private void checkSize(JsonNode body, int batchBytes) {
    if (batchBytes > limits.bodyBytes()
        && Json.write(body).getBytes(UTF_8).length > limits.bodyBytes()) {
      throw new Problem(
          ProblemKind.TOO_LARGE,
          "a notification may have at most " + limits.bodyBytes() + " bytes");
    }
  }

  private static String refused(Throwable error) {
    var cause = error instanceof CompletionException ? error.getCause() : error;
    if (!(cause instanceof Problem problem)) {
      throw new CompletionException(cause);
    }
    if (problem.code().startsWith("idempotency-key")) {
      throw problem;
    }
    return SendResponses.result(problem);
  }

  private static String joined(List<CompletableFuture<String>> results) {
    return results.stream().map(CompletableFuture::join).collect(Collectors.joining(",", "[", "]"));
  }
}
