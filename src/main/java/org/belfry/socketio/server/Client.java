package org.belfry.socketio.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.belfry.http.QueryString;
import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.socketio.protocol.Malformed;
import org.belfry.socketio.protocol.Packet;
import org.belfry.socketio.protocol.PacketDecoder;

/** A session that speaks Socket.IO, and its sockets: one per namespace. */
public final class Client implements SessionListener {

  private static final Logger LOG = System.getLogger(Client.class.getName());

  /** Namespaces one session may be in. */
  private static final int MOST_SOCKETS = 20;

  private final EngineSession session;
  private final NamespaceHandler application;
  private final PacketDecoder decoder;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** When the packet came whose attachments are due; guarded by the decoder. */
  private long announcedAt;

  private Client(EngineSession session, NamespaceHandler application) {
    this.session = session;
    this.application = application;
    decoder = new PacketDecoder(session.settings().maxPacket());
  }

  /** Has a session speak Socket.IO; old clients are in the main namespace unasked. */
  public static Client of(EngineSession session, NamespaceHandler application) {
    var client = new Client(session, application);
    if (session.revision() == 3) {
      client.connect(Packet.MAIN, null);
    }
    return client;
  }

  EngineSession session() {
    return session;
  }

  /** Old clients make the same up by themselves. */
  String socketId(String namespace) {
    if (session.revision() == 4) {
      return Engine.newId();
    }
    return namespace.equals(Packet.MAIN) ? session.sid() : namespace + "#" + session.sid();
  }

  @Override
  public void message(EnginePacket message) {
    if (!session.joinLimits().isGranted() && !Packet.isConnect(message)) {
      session.close();
      return;
    }
    try {
      var packet = read(message);
      if (packet != null) {
        received(packet);
      }
    } catch (Malformed e) {
      LOG.log(Level.DEBUG, "a message was not understood: {0}", e.getMessage());
      session.close();
    }
  }

  private Packet read(EnginePacket message) {
    synchronized (decoder) {
      var announces = !decoder.isIncomplete();
      var packet = decoder.read(message);
      if (announces && decoder.isIncomplete()) {
        announcedAt = System.nanoTime();
      }
      return packet;
    }
  }

  private void received(Packet packet) {
    var socket = socket(name(packet.namespace()));
    if (socket == null && packet.type() == Packet.Type.CONNECT && sockets.size() < MOST_SOCKETS) {
      connect(packet.namespace(), packet.data() instanceof ObjectNode auth ? auth : null);
    } else if (socket != null && socket.isConnected()) {
      socket.received(packet);
    } else {
      session.close();
    }
  }

  /** Old clients write a query behind the name. */
  private static String name(String namespace) {
    var query = namespace.indexOf('?');
    return query < 0 ? namespace : namespace.substring(0, query);
  }

  private void connect(String namespace, ObjectNode said) {
    var auth = said == null ? JsonNodeFactory.instance.objectNode() : said;
    var query = namespace.indexOf('?');
    if (query >= 0 && session.revision() == 3) {
      QueryString.parse(namespace.substring(query + 1)).forEach(auth::put);
    }
    var socket = new Socket(this, name(namespace));
    sockets.add(socket);
    if (!socket.begin(application, auth)) {
      socket.refuse("Invalid namespace", null);
    }
    admit();
    if (!session.isOpen()) {
      // it may have ended before the socket was among those that are told
      socket.gone("transport close");
    }
  }

  private Socket socket(String namespace) {
    for (var socket : sockets) {
      if (socket.namespace().equals(namespace)) {
        return socket;
      }
    }
    return null;
  }

  void forget(Socket socket) {
    sockets.remove(socket);
    admit();
  }

  /** Whoever is in no namespace is nobody, also when it was in one before. */
  private void admit() {
    if (sockets.stream().anyMatch(Socket::isLetIn)) {
      session.joinLimits().grant();
    } else {
      session.joinLimits().revoke(System.nanoTime());
    }
  }

  @Override
  public void closed(String reason) {
    sockets.forEach(socket -> socket.gone(reason));
  }

  @Override
  public void check(long nanos) {
    boolean isOverdue;
    synchronized (decoder) {
      isOverdue = decoder.isIncomplete() && nanos - announcedAt > EngineSettings.PATIENCE.toNanos();
    }
    if (isOverdue) {
      session.close();
    }
  }
}
