package org.belfry.live.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.belfry.compat.CompatSettings;
import org.belfry.compat.LegacyContract;
import org.belfry.inbox.InboxActions;
import org.belfry.inbox.read.LogQuery;
import org.belfry.live.Commands;
import org.belfry.live.Connection;
import org.belfry.live.Connections;
import org.belfry.live.ControlFrames;
import org.belfry.model.FrameEvent;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.session.ClientInfo;
import org.belfry.socketio.server.Event;
import org.belfry.socketio.server.Socket;
import org.belfry.socketio.server.SocketListener;

/**
 * Clients without a token, where the old contracts are switched on: they are whoever they say they
 * are, by {@code user_login} or {@code join}, and may be several. Each of these is a connection.
 */
@Singleton
class LegacyClients {

  private static final Logger LOG = System.getLogger(LegacyClients.class.getName());

  /** Inboxes one client may follow. */
  private static final int MOST_JOINED = 20;

  private final CompatSettings settings;
  private final Connections connections;
  private final Commands commands;
  private final InboxActions actions;
  private final Executor answers;
  private final Set<Socket> present = ConcurrentHashMap.newKeySet();

  @Inject
  LegacyClients(
      CompatSettings settings,
      Connections connections,
      Commands commands,
      InboxActions actions,
      Executor answers) {
    this.settings = settings;
    this.connections = connections;
    this.commands = commands;
    this.actions = actions;
    this.answers = answers;
  }

  boolean isEnabled() {
    return settings.enabled();
  }

  SocketListener welcome(Socket socket) {
    socket.accept(null);
    if (settings.newUser()) {
      present.forEach(other -> other.emit("new_user", JsonNodeFactory.instance.objectNode()));
    }
    present.add(socket);
    return new Guest(socket);
  }

  /** The dialect of a contract; what it delivers counts as read if that is how it is configured. */
  EventMapping dialect(LegacyContract contract, UserId user) {
    Consumer<List<Long>> read =
        seqs -> {
          if (settings.readWhenDelivered()) {
            answers.execute(() -> read(user, seqs));
          }
        };
    return new LegacyEventMapping(contract, read);
  }

  private void read(UserId user, List<Long> seqs) {
    try {
      actions.read(user, seqs, true);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "what was delivered stays unread and will be replayed", e);
    }
  }

  private final class Guest implements SocketListener {

    private final Socket socket;
    private final Map<UserId, Connection> joined = new ConcurrentHashMap<>(1);
    private volatile Connection latest;
    private volatile boolean gone;

    Guest(Socket socket) {
      this.socket = socket;
    }

    @Override
    public void event(Event event) {
      try {
        switch (event.name()) {
          case "user_login" -> join(event.argument().path("tokenId"), LegacyContract.USER_LOGIN);
          case "join" -> join(event.argument().path("username"), LegacyContract.JOIN);
          default -> command(event);
        }
      } catch (Problem e) {
        event.answer(ControlFrames.error(null, e).json());
        socket.emit(FrameEvent.ERROR.label(), ControlFrames.errorJson(e));
      }
    }

    private void command(Event event) {
      if (latest == null) {
        throw new Problem(
            ProblemKind.TOKEN_MISSING, "show a token, or say who you are by user_login or join");
      }
      commands.run(latest, event.name(), event.argument(), answer -> event.answer(answer.json()));
    }

    /** Again as the same user changes nothing. */
    private void join(JsonNode name, LegacyContract contract) {
      var text = name.isNumber() ? name.asText() : name.textValue();
      var user = UserId.of("a user's id", text == null ? "" : text);
      if (joined.size() >= MOST_JOINED) {
        throw new Problem(
            ProblemKind.INVALID_FIELD, "one client is at most " + MOST_JOINED + " users");
      }
      latest = joined.computeIfAbsent(user, id -> open(id, contract));
      if (gone) {
        // meanwhile: whoever was told of that did not know of this connection
        leaveAll("transport close");
      }
    }

    private Connection open(UserId user, LegacyContract contract) {
      var wire = new SocketIoTransport(socket, dialect(contract, user), null);
      var handshake = socket.handshake();
      var visit =
          new ClientInfo(user, wire.transport(), handshake.remoteAddress(), handshake.userAgent());
      return connections.open(wire, visit, Instant.MAX, LogQuery.unread(user, 0));
    }

    @Override
    public void disconnected(String reason) {
      gone = true;
      present.remove(socket);
      leaveAll(reason);
    }

    private void leaveAll(String reason) {
      joined.values().forEach(connection -> connections.gone(connection, reason));
    }
  }
}
