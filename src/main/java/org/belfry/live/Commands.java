package org.belfry.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.belfry.inbox.Acts;
import org.belfry.inbox.Counts;
import org.belfry.json.Json;
import org.belfry.problem.Problem;
import org.belfry.security.Callers;

/**
 * What a client may say on its connection. Each command is answered with {@code ok} where it
 * carries a {@code ref}, and with {@code error} where it can't be carried out.
 */
@Singleton
class Commands {

  private static final Logger LOG = System.getLogger(Commands.class.getName());
  private static final int LONGEST_REF = 64;

  /** All the fields that commands have. */
  record Command(
      String cmd,
      JsonNode ref,
      Long head,
      Long upTo,
      List<Long> seqs,
      Boolean archived,
      String token) {}

  private final Acts acts;
  private final Acks acks;
  private final Callers callers;
  private final InboxLimits limits;

  @Inject
  Commands(Acts acts, Acks acks, Callers callers, InboxLimits limits) {
    this.acts = acts;
    this.acks = acks;
    this.callers = callers;
    this.limits = limits;
  }

  void run(Connection connection, String text) {
    JsonNode ref = null;
    try {
      var command = Json.read(text.getBytes(StandardCharsets.UTF_8), Command.class);
      ref = checked(command.ref());
      var counts = run(connection, command);
      if (ref != null) {
        connection.reply(Greetings.ok(ref, counts));
      }
    } catch (Problem e) {
      connection.reply(Greetings.error(ref, e));
      if (e.code().equals("malformed-json")) {
        connection.close(Goodbye.NOT_UNDERSTOOD);
      }
    } catch (RuntimeException e) {
      connection.reply(Greetings.error(ref, failed(e)));
    }
  }

  /**
   * Runs a command whose name is an event's and whose fields are the event's argument.
   *
   * @return the answer as JSON
   */
  String run(Connection connection, String cmd, JsonNode fields) {
    try {
      return Greetings.ok(null, run(connection, command(cmd, fields)));
    } catch (Problem e) {
      return Greetings.error(null, e);
    } catch (RuntimeException e) {
      return Greetings.error(null, failed(e));
    }
  }

  private static Command command(String cmd, JsonNode fields) {
    if (!fields.isObject() && !fields.isMissingNode()) {
      throw new Problem(400, "invalid-field", "the argument has to be an object");
    }
    var object =
        fields.isObject() ? ((ObjectNode) fields).deepCopy() : Json.mapper().createObjectNode();
    return Json.read(object.put("cmd", cmd), Command.class);
  }

  private static Problem failed(RuntimeException e) {
    LOG.log(Level.ERROR, "a command failed", e);
    return new Problem(503, "store-unavailable", "not carried out; try again");
  }

  private static JsonNode checked(JsonNode ref) {
    if (ref == null || ref.isNull()) {
      return null;
    }
    if (!ref.isValueNode() || ref.asText().length() > LONGEST_REF) {
      throw InboxLimits.invalid(
          "ref", "a string of at most " + LONGEST_REF + " characters, or a number");
    }
    return ref;
  }

  /** Returns the counts after the act, or null for commands that do not touch them. */
  private Counts run(Connection connection, Command command) {
    var user = connection.user();
    if (command.cmd() == null) {
      throw InboxLimits.missing("cmd");
    }
    return switch (command.cmd()) {
      case "ack" -> {
        acks.ack(user, InboxLimits.number("head", command.head()));
        yield null;
      }
      case "read" ->
          command.seqs() == null
              ? acts.readUpTo(user, InboxLimits.upTo(command.upTo()))
              : acts.read(user, limits.seqs(command.seqs()), true);
      case "unread" -> acts.read(user, limits.seqs(command.seqs()), false);
      case "seen" -> acts.seen(user, InboxLimits.upTo(command.upTo()));
      case "archive" ->
          acts.archive(
              user, limits.seqs(command.seqs()), !Boolean.FALSE.equals(command.archived()));
      case "remove" -> acts.remove(user, limits.seqs(command.seqs()));
      case "token" -> {
        refresh(connection, command.token());
        yield null;
      }
      default ->
          throw InboxLimits.invalid(
              "cmd", "one of ack, read, unread, seen, archive, remove, token");
    };
  }

  private void refresh(Connection connection, String token) {
    var user = callers.user(token == null ? null : "Bearer " + token, null);
    if (!user.id().equals(connection.user())) {
      throw new Problem(403, "not-allowed", "this token is another user's");
    }
    connection.pulse().extend(user.expiresAt());
  }
}
