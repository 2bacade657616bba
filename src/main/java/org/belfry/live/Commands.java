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
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.belfry.inbox.Counts;
import org.belfry.json.Json;
import org.belfry.model.Frame;
import org.belfry.problem.CloseCode;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.security.Authenticator;
import org.belfry.user.InboxCommands;
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
  private static final String ACK = "ack";
  private static final String TOKEN = "token";
  private static final String RATE_LIMITED = ProblemKind.RATE_LIMITED.code();

  /** Of a tenth of a command: whoever receives much acknowledges much. */
  private static final double COST_OF_ACK = 0.1;

  /** What a command that came as JSON already may hold while it waits. */
  private static final int LARGE = 1024;

  /** Fields of "ack". */
  private record Ack(Long head) {}

  /** Fields of "token". */
  private record Token(String token) {}

  private final InboxCommands commands;
  private final DeliveryAcks acks;
  private final Authenticator authenticator;
  private final UserActions actions;

  @Inject
  Commands(
      InboxCommands commands, DeliveryAcks acks, Authenticator authenticator, UserActions actions) {
    this.actions = actions;
    this.commands = commands;
    this.acks = acks;
    this.authenticator = authenticator;
  }

  /** Takes a command as text; it is answered when it has been carried out. */
  public void run(Connection connection, String text) {
    JsonNode ref = null;
    try {
      var said = Json.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
      // first of all: whatever is wrong with the rest, the answer says what it answers
      ref = checked(said.get("ref"));
      var answered = ref;
      run(
          connection,
          name(said),
          fields(said),
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
  public void run(Connection connection, String cmd, JsonNode fields, Consumer<Frame> answer) {
    try {
      run(
          connection,
          cmd,
          fields(fields.isMissingNode() ? Json.mapper().createObjectNode() : fields),
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
      Connection connection, JsonNode ref, Consumer<Frame> answer, Problem problem) {
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
      String cmd,
      JsonNode fields,
      int bytes,
      Consumer<Counts> done,
      Consumer<Problem> failed) {
    var user = connection.user();
    switch (cmd) {
      case ACK -> {
        // kept in memory until it is written with those of all others
        actions.charge(user, COST_OF_ACK);
        acknowledge(connection, Json.read(fields, Ack.class));
        done.accept(null);
      }
      case TOKEN -> {
        var token = Json.read(fields, Token.class).token();
        perform(connection, bytes, () -> refresh(connection, token), done, failed);
      }
      default -> {
        if (!commands.names().contains(cmd)) {
          throw Problem.invalidField("cmd", "one of " + names());
        }
        perform(connection, bytes, commands.checked(user, cmd, fields), done, failed);
      }
    }
  }

  private String names() {
    return Stream.of(Stream.of(ACK), commands.names().stream(), Stream.of(TOKEN))
        .flatMap(Function.identity())
        .collect(Collectors.joining(", "));
  }

  private void perform(
      Connection connection,
      int bytes,
      Supplier<Counts> action,
      Consumer<Counts> done,
      Consumer<Problem> failed) {
    actions.command(
        connection.user(),
        bytes,
        connection::isGone,
        () -> {
          try {
            done.accept(action.get());
          } catch (Problem e) {
            failed.accept(e);
          } catch (RuntimeException e) {
            failed.accept(failed(e));
          }
        });
  }

  private static String name(JsonNode said) {
    var cmd = said.get("cmd");
    if (cmd == null || cmd.isNull()) {
      throw Problem.missingField("cmd");
    }
    return cmd.asText();
  }

  /** What is left is for the command itself, which knows its fields. */
  private static JsonNode fields(JsonNode said) {
    if (!said.isObject()) {
      throw new Problem(ProblemKind.INVALID_FIELD, "the argument has to be an object");
    }
    return ((ObjectNode) said).deepCopy().without(List.of("cmd", "ref"));
  }

  private static Problem failed(RuntimeException e) {
    LOG.log(Level.ERROR, "a command failed", e);
    return Problem.storeUnavailable(e);
  }

  private static JsonNode checked(JsonNode ref) {
    if (ref == null || ref.isNull()) {
      return null;
    }
    if (!ref.isValueNode() || ref.asText().length() > LONGEST_REF) {
      throw Problem.invalidField(
          "ref", "a string of at most " + LONGEST_REF + " characters, or a number");
    }
    return ref;
  }

  private void acknowledge(Connection connection, Ack ack) {
    var sent = connection.acknowledged(InboxLimits.number("head", ack.head()));
    if (sent != null) {
      acks.ack(sent);
    }
  }

  private Counts refresh(Connection connection, String token) {
    var user = authenticator.user(token == null ? null : "Bearer " + token, null);
    if (!user.id().equals(connection.user())) {
      throw new Problem(ProblemKind.NOT_ALLOWED, "this token is another user's");
    }
    connection.deadlines().extend(user.expiresAt());
    return null;
  }
}
