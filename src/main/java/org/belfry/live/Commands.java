package org.belfry.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.belfry.inbox.Counts;
import org.belfry.inbox.InboxActions;
import org.belfry.json.Json;
import org.belfry.problem.Problem;
import org.belfry.security.Authenticator;
import org.belfry.user.InboxLimits;
import org.belfry.user.UserActions;

/**
 * What a client may say on its connection. Each command is answered with {@code ok} where it
 * carries a {@code ref}, and with {@code error} where it can't be carried out.
 */
@Singleton
public class Commands {

  private static final Logger LOG = System.getLogger(Commands.class.getName());

  /** Characters of a command; a longer one is answered with 1009. */
  public static final int LONGEST = 32 * 1024;

  private static final int LONGEST_REF = 64;
  private static final String RATE_LIMITED = "rate-limited";

  /** Of a tenth of a command: whoever receives much acknowledges much. */
  private static final double COST_OF_ACK = 0.1;

  /** What a command that came as JSON already may hold while it waits. */
  private static final int LARGE = 1024;

  /** All the fields that commands have. */
  record Command(
      String cmd,
      JsonNode ref,
      Long head,
      Long upTo,
      List<Long> seqs,
      Boolean archived,
      String token) {}

  private final InboxActions acts;
  private final DeliveryAcks acks;
  private final Authenticator authenticator;
  private final InboxLimits limits;
  private final UserActions actions;

  @Inject
  Commands(
      InboxActions acts,
      DeliveryAcks acks,
      Authenticator authenticator,
      InboxLimits limits,
      UserActions actions) {
    this.actions = actions;
    this.acts = acts;
    this.acks = acks;
    this.authenticator = authenticator;
    this.limits = limits;
  }

  /** Takes a command as text; it is answered when it has been carried out. */
  public void run(Connection connection, String text) {
    JsonNode ref = null;
    try {
      var said = Json.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
      // first of all: whatever is wrong with the rest, the answer says what it answers
      ref = checked(said.get("ref"));
      var command = Json.read(said, Command.class);
      var answered = ref;
      run(
          connection,
          command,
          text.length(),
          counts -> {
            if (answered != null) {
              connection.reply(ControlFrames.ok(answered, counts));
            }
          },
          problem -> connection.reply(ControlFrames.error(answered, problem)));
      connection.flood().accepted();
    } catch (Problem e) {
      refuse(connection, ref, connection::reply, e);
      if (e.code().equals("malformed-json")) {
        connection.close(CloseCode.NOT_UNDERSTOOD);
      }
    }
  }

  /**
   * Takes a command whose name is an event's and whose fields are the event's argument.
   *
   * @param answer is given the answer as JSON, now or later
   */
  public void run(Connection connection, String cmd, JsonNode fields, Consumer<String> answer) {
    try {
      run(
          connection,
          command(cmd, fields),
          LARGE,
          counts -> answer.accept(ControlFrames.ok(null, counts)),
          problem -> answer.accept(ControlFrames.error(null, problem)));
      connection.flood().accepted();
    } catch (Problem e) {
      refuse(connection, null, answer, e);
    }
  }

  /** What is wrong costs as much as what is right; who goes on when it is too much is sent away. */
  private void refuse(
      Connection connection, JsonNode ref, Consumer<String> answer, Problem problem) {
    var said = problem;
    if (!problem.code().equals(RATE_LIMITED)) {
      try {
        actions.charge(connection.user(), 1);
      } catch (Problem tooMuch) {
        said = tooMuch;
      }
    }
    if (said.code().equals(RATE_LIMITED) && connection.flood().isFloodAfterRefusal()) {
      connection.close(CloseCode.FLOODING);
    } else {
      answer.accept(ControlFrames.error(ref, said));
    }
  }

  private void run(
      Connection connection,
      Command command,
      int bytes,
      Consumer<Counts> done,
      Consumer<Problem> failed) {
    if ("ack".equals(command.cmd())) {
      // kept in memory until it is written with those of all others
      actions.charge(connection.user(), COST_OF_ACK);
      done.accept(run(connection, command));
      return;
    }
    actions.command(
        connection.user(),
        bytes,
        connection::isGone,
        () -> {
          try {
            done.accept(run(connection, command));
          } catch (Problem e) {
            failed.accept(e);
          } catch (RuntimeException e) {
            failed.accept(failed(e));
          }
        });
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
        var sent = connection.acknowledged(InboxLimits.number("head", command.head()));
        if (sent != null) {
          acks.ack(sent);
        }
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
    var user = authenticator.user(token == null ? null : "Bearer " + token, null);
    if (!user.id().equals(connection.user())) {
      throw new Problem(403, "not-allowed", "this token is another user's");
    }
    connection.deadlines().extend(user.expiresAt());
  }
}
