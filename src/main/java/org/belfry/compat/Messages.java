package org.belfry.compat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.belfry.inbox.Content;
import org.belfry.inbox.NotificationIds;
import org.belfry.inbox.Priority;
import org.belfry.inbox.append.Appender;
import org.belfry.inbox.append.Draft;
import org.belfry.json.Json;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.security.SendRate;
import org.belfry.security.Sender;
import org.belfry.text.Storable;

/** Makes notifications of the messages that back ends post to the old contracts. */
@Singleton
class Messages {

  /** There are no keys here; all that comes this way has one name and one limit. */
  private static final Sender SENDER = Sender.OF_OLD_CONTRACTS;

  private final Appender appender;
  private final SendRate rate;
  private final CompatSettings settings;
  private final Clock clock;

  @Inject
  Messages(Appender appender, SendRate rate, CompatSettings settings, Clock clock) {
    this.appender = appender;
    this.rate = rate;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Appends a message.
   *
   * @return completes after the commit; at once when there is nobody to send to
   * @throws Problem 400 naming the field, 429, 503
   */
  CompletionStage<?> send(List<String> users, String type, JsonNode data) {
    var to = recipients(users);
    if (to.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    var json = Json.write(data);
    if (json.getBytes(StandardCharsets.UTF_8).length > settings.bodyBytes()) {
      throw new Problem(
              ProblemKind.TOO_LARGE, "data may have at most " + settings.bodyBytes() + " bytes")
          .withField("data");
    }
    Storable.text("data", json, Integer.MAX_VALUE);
    rate.take(SENDER, 1);
    var name = type.isEmpty() ? LegacyContract.NO_TYPE : Storable.id("entityType", type);
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var content =
        new Content(
            NotificationIds.next(now), name, null, null, null, json, Priority.NORMAL, now, null);
    return appender.append(new Draft(SENDER.name(), content, to, null), null);
  }

  private List<UserId> recipients(List<String> users) {
    if (users.size() > settings.recipients()) {
      throw Problem.invalidField("tokens", "at most " + settings.recipients() + " ids");
    }
    var recipients = new LinkedHashSet<UserId>();
    users.forEach(user -> recipients.add(UserId.of("tokens", user)));
    return new ArrayList<>(recipients);
  }
}
