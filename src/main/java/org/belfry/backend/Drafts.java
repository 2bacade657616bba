package org.belfry.backend;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.belfry.inbox.Content;
import org.belfry.inbox.NotificationIds;
import org.belfry.inbox.Priority;
import org.belfry.inbox.append.Draft;
import org.belfry.json.Json;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.belfry.security.Sender;
import org.belfry.text.Storable;

/**
 * Checks what a sender wrote and makes a draft of it; every refusal names the field and the rule.
 */
@Singleton
class Drafts {

  private static final int LONGEST_TITLE = 1_000;
  private static final int LONGEST_LINK = 2_048;

  private final NotifyLimits limits;
  private final Clock clock;

  @Inject
  public Drafts(NotifyLimits limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Makes a draft; recipients named twice count once.
   *
   * @throws Problem 400 for what breaks a rule
   */
  public Draft draft(Sender sender, NotificationBody body) {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var content =
        new Content(
            NotificationIds.next(now),
            Storable.id("type", body.type()),
            Storable.text("title", body.title(), LONGEST_TITLE),
            Storable.text("body", body.body(), limits.bodyBytes()),
            Storable.text("link", body.link(), LONGEST_LINK),
            data(body),
            priority(body.priority()),
            now,
            expiry(body.expiresAt()));
    return new Draft(sender.name(), content, recipients(body.to()), key(body.collapseKey()));
  }

  private List<UserId> recipients(List<String> to) {
    if (required("to", to).isEmpty() || to.size() > limits.recipients()) {
      throw Problem.invalidField("to", "1 to " + limits.recipients() + " user ids");
    }
    if (to.size() == 1) {
      return List.of(UserId.of("to", 0, to.get(0)));
    }
    var recipients = new LinkedHashSet<UserId>(to.size() * 2);
    for (var i = 0; i < to.size(); i++) {
      recipients.add(UserId.of("to", i, to.get(i)));
    }
    return List.copyOf(recipients);
  }

  private static String key(String collapseKey) {
    return collapseKey == null ? null : Storable.id("collapseKey", collapseKey);
  }

  /** Kept as JSON text; null and absent are the same. */
  private static String data(NotificationBody body) {
    if (body.data() == null || body.data().isNull()) {
      return null;
    }
    var json = Json.write(body.data());
    if (!Storable.isText(json)) {
      throw Problem.invalidField("data", "JSON without unpaired surrogates");
    }
    return json;
  }

  private static Priority priority(String text) {
    if (text == null) {
      return Priority.NORMAL;
    }
    for (var priority : Priority.values()) {
      if (priority.name().toLowerCase(Locale.ROOT).equals(text)) {
        return priority;
      }
    }
    throw Problem.invalidField("priority", "low, normal or high");
  }

  /** Whether it lies in the future is seen behind the idempotency key: in the append. */
  private static Instant expiry(Instant expiresAt) {
    return expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS);
  }

  private static <T> T required(String field, T value) {
    if (value == null) {
      throw Problem.missingField(field);
    }
    return value;
  }
}
