package org.belfry.socketio.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.socketio.protocol.Packet;
import org.belfry.socketio.protocol.PacketEncoder;
import org.belfry.websocket.WriteCallback;

/** A client in a namespace. */
public final class Socket {

  private enum State {
    CONNECTING,
    CONNECTED,
    GONE
  }

  /** Questions a client has not answered; it may never do. */
  private static final int MOST_QUESTIONS = 100;

  private final Client client;
  private final String namespace;
  private final String id;
  private final Map<Long, Consumer<ArrayNode>> questions = new ConcurrentHashMap<>(0);

  // guarded by this
  private State state = State.CONNECTING;
  private SocketListener listener;
  private long lastQuestion;

  private volatile boolean letIn;

  Socket(Client client, String namespace) {
    this.client = client;
    this.namespace = namespace;
    id = client.socketId(namespace);
  }

  /** What the client calls its socket; not secret. */
  public String id() {
    return id;
  }

  public String namespace() {
    return namespace;
  }

  public Handshake handshake() {
    return client.session().handshake();
  }

  /** Whether the client is of Socket.IO 2 or before. */
  public boolean isOld() {
    return client.session().revision() == 3;
  }

  /** Has the application decide; events wait until it has said who is told of them. */
  synchronized boolean begin(NamespaceHandler application, ObjectNode auth) {
    listener = application.connect(this, auth);
    letIn = listener != null && state != State.GONE;
    return listener != null;
  }

  /** Whether the application knows the client, and has not sent it away again. */
  boolean isLetIn() {
    return letIn;
  }

  synchronized boolean isConnected() {
    return state == State.CONNECTED;
  }

  /**
   * Lets the client in.
   *
   * @param pid shown again by a client that comes back, together with the last offset it got; null
   *     for none
   */
  public void accept(String pid) {
    synchronized (this) {
      if (state != State.CONNECTING) {
        return;
      }
      state = State.CONNECTED;
    }
    if (isOld()) {
      send(new Packet(Packet.Type.CONNECT, namespace, null, null));
      return;
    }
    var data = JsonNodeFactory.instance.objectNode().put("sid", id);
    if (pid != null) {
      data.put("pid", pid);
    }
    send(new Packet(Packet.Type.CONNECT, namespace, null, data));
  }

  /**
   * Does not let the client in.
   *
   * @param data for programs; null for none
   */
  public void refuse(String message, JsonNode data) {
    if (!gone("refused")) {
      return;
    }
    var factory = JsonNodeFactory.instance;
    JsonNode error;
    if (isOld()) {
      error = data == null ? factory.textNode(message) : data;
    } else {
      var object = factory.objectNode().put("message", message);
      error = data == null ? object : object.set("data", data);
    }
    send(new Packet(Packet.Type.CONNECT_ERROR, namespace, null, error));
  }

  /** Emits an event. */
  public void emit(String name, JsonNode... arguments) {
    send(new Packet(Packet.Type.EVENT, namespace, null, named(name, arguments)));
  }

  /** Emits an event and waits for its acknowledgement, without a thread. */
  public void ask(String name, Consumer<ArrayNode> answer, JsonNode... arguments) {
    long question;
    synchronized (this) {
      if (questions.size() >= MOST_QUESTIONS) {
        throw new IllegalStateException("the client leaves too many questions open");
      }
      question = lastQuestion++;
      questions.put(question, answer);
    }
    send(new Packet(Packet.Type.EVENT, namespace, question, named(name, arguments)));
  }

  private static ArrayNode named(String name, JsonNode... arguments) {
    return JsonNodeFactory.instance.arrayNode().add(name).addAll(List.of(arguments));
  }

  void send(Packet packet) {
    send(PacketEncoder.encode(packet), WriteCallback.IGNORED);
  }

  void answer(long question, String json) {
    send(List.of(PacketEncoder.ack(namespace, question, json)), WriteCallback.IGNORED);
  }

  /** Sends what has been encoded already. */
  public void send(List<EnginePacket> messages, WriteCallback then) {
    client.session().send(messages, then);
  }

  /** A packet of this namespace has come. */
  void received(Packet packet) {
    SocketListener told;
    synchronized (this) {
      told = listener;
    }
    switch (packet.type()) {
      case EVENT -> told.event(new Event(this, packet));
      case ACK -> answered(packet);
      case DISCONNECT -> gone("client namespace disconnect");
      default -> client.session().close();
    }
  }

  private void answered(Packet packet) {
    var question = questions.remove(packet.id());
    if (question != null) {
      question.accept((ArrayNode) packet.data());
    }
  }

  /** Sends the client out of the namespace; it does not come back by itself then. */
  public void disconnect() {
    if (gone("server namespace disconnect")) {
      send(new Packet(Packet.Type.DISCONNECT, namespace, null, null));
    }
  }

  /** Ends the whole session in good order; the client comes back by itself. */
  public void close() {
    gone("forced close");
    client.session().close();
  }

  /** Ends the whole session at once. */
  public void abort(String reason) {
    gone(reason);
    client.session().abort(reason);
  }

  /**
   * The client is not in the namespace any more, whoever wanted that; its listener is told.
   *
   * @return false when it was gone already
   */
  boolean gone(String reason) {
    SocketListener told;
    synchronized (this) {
      if (state == State.GONE) {
        return false;
      }
      state = State.GONE;
      letIn = false;
      told = listener;
    }
    questions.clear();
    client.forget(this);
    if (told != null) {
      told.disconnected(reason);
    }
    return true;
  }
}
