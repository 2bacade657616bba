package org.belfry.live.socketio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.belfry.compat.LegacyContract;
import org.belfry.inbox.read.LogQuery;
import org.belfry.live.Admission;
import org.belfry.live.Commands;
import org.belfry.live.ConnectRequest;
import org.belfry.live.Connection;
import org.belfry.live.Connections;
import org.belfry.live.ControlFrames;
import org.belfry.live.StartPositions;
import org.belfry.model.Cursor;
import org.belfry.model.FrameEvent;
import org.belfry.problem.Problem;
import org.belfry.security.Authenticator;
import org.belfry.security.User;
import org.belfry.socketio.protocol.Packet;
import org.belfry.socketio.server.Event;
import org.belfry.socketio.server.Handshake;
import org.belfry.socketio.server.NamespaceHandler;
import org.belfry.socketio.server.Socket;
import org.belfry.socketio.server.SocketListener;

/**
 * The main namespace: a client with a user's token is a connection to that user's inbox like any
 * other. There is no other namespace.
 */
@Singleton
class SocketIoInbox implements NamespaceHandler {

  private static final Logger LOG = System.getLogger(SocketIoInbox.class.getName());
  private static final String BEARER = "Bearer ";
  private static final int LONGEST_PID = 64;

  private final Admission admission;
  private final StartPositions positions;
  private final Connections connections;
  private final Commands commands;
  private final LegacyClients legacyClients;

  @Inject
  SocketIoInbox(
      Admission admission,
      StartPositions positions,
      Connections connections,
      Commands commands,
      LegacyClients legacyClients) {
    this.admission = admission;
    this.positions = positions;
    this.connections = connections;
    this.commands = commands;
    this.legacyClients = legacyClients;
  }

  @Override
  public SocketListener connect(Socket socket, ObjectNode auth) {
    if (!socket.namespace().equals(Packet.MAIN)) {
      return null;
    }
    try {
      return open(socket, auth);
    } catch (Problem e) {
      admission.refused(SocketIoTransport.NAME, e, socket.handshake().remoteAddress());
      if (e.closeCode().isFinal()) {
        socket.refuse(e.sentence(), ControlFrames.errorJson(e));
      } else {
        // clients take a refusal to join as the last word, and come back from a lost transport
        socket.close();
      }
      return new Refused();
    }
  }

  private SocketListener open(Socket socket, ObjectNode auth) {
    var handshake = socket.handshake();
    var token = token(handshake, auth);
    if (token == null
        && !Authenticator.isBearer(handshake.authorization())
        && legacyClients.isEnabled()) {
      return legacyClients.welcome(socket);
    }
    var who =
        admission.admit(
            new ConnectRequest(
                SocketIoTransport.NAME,
                token == null ? handshake.authorization() : null,
                token,
                handshake.remoteAddress(),
                handshake.userAgent()));
    var user = who.user();
    var missed = missed(user, auth);
    var query = missed != null ? missed : positions.reading(user.id(), parameters(handshake, auth));
    var pid = missed == null ? null : auth.get("pid").asText();
    var wire = new SocketIoTransport(socket, dialect(handshake, auth, user), pid);
    return new Reader(admission.open(wire, who, query));
  }

  /** What the client shows with its wish to join, else with its handshake; null for nothing. */
  private static String token(Handshake handshake, ObjectNode auth) {
    var shown =
        auth.path("token").isTextual()
            ? auth.get("token").textValue()
            : handshake.parameter("token");
    var isBearer = shown != null && shown.regionMatches(true, 0, BEARER, 0, BEARER.length());
    return isBearer ? shown.substring(BEARER.length()).strip() : shown;
  }

  /** Who comes with a token in the query only may be the client of an old server. */
  private EventMapping dialect(Handshake handshake, ObjectNode auth, User user) {
    var isOld = handshake.parameter("token") != null && !auth.has("token");
    return isOld && legacyClients.isEnabled()
        ? legacyClients.dialect(LegacyContract.QUERY_TOKEN, user.id())
        : EventMapping.OWN;
  }

  /** What a client from 4.6 on wants back; null when it has nothing to show or it is not ours. */
  private LogQuery missed(User user, ObjectNode auth) {
    var pid = auth.path("pid");
    var offset = auth.path("offset");
    if (!pid.isTextual() || pid.textValue().length() > LONGEST_PID || !offset.isTextual()) {
      return null;
    }
    var cursor = Cursor.parse(offset.textValue());
    if (cursor.isEmpty()) {
      LOG.log(Level.DEBUG, "an offset that is no cursor: the client begins anew");
    }
    return cursor.map(after -> LogQuery.changes(user.id(), after)).orElse(null);
  }

  private static Map<String, List<String>> parameters(Handshake handshake, ObjectNode auth) {
    var parameters = new HashMap<String, List<String>>();
    for (var name : List.of("epoch", "after", "replay")) {
      var value = auth.hasNonNull(name) ? auth.get(name).asText() : handshake.parameter(name);
      if (value != null) {
        parameters.put(name, List.of(value));
      }
    }
    return parameters;
  }

  /** A client that was not let in says nothing that matters. */
  private record Refused() implements SocketListener {

    @Override
    public void event(Event event) {}

    @Override
    public void disconnected(String reason) {}
  }

  /** Events are commands, acknowledgements their answers. */
  private final class Reader implements SocketListener {

    private final Connection connection;

    Reader(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void event(Event event) {
      commands.run(
          connection,
          event.name(),
          event.argument(),
          answer -> {
            if (event.wantsAnswer()) {
              event.answer(answer.json());
            } else if (answer.event() == FrameEvent.ERROR) {
              connection.reply(answer);
            }
          });
    }

    @Override
    public void disconnected(String reason) {
      connections.gone(connection, reason);
    }
  }
}
