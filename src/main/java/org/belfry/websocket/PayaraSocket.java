package org.belfry.websocket;

import jakarta.servlet.http.WebConnection;
import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.belfry.text.LogEvent;

/**
 * Payara: what a WebSocket stands on, the object of the request that it began with and the TCP
 * connection.
 *
 * <p>The server puts that object back when the WebSocket is closed, to be used again at once, while
 * another thread may still read from this client, or may not have come back from its handshake;
 * then two requests, of two users, have the same object. An object whose connection has ended is
 * not used again. So closing is taken from the server: it says goodbye, the object stays where it
 * is, the connection is ended from here, and the server may close when that is done.
 */
final class PayaraSocket {

  private static final Logger LOG = System.getLogger(PayaraSocket.class.getName());
  private static final String SESSION = "org.glassfish.tyrus.core.TyrusSession";

  /** From a session of Tyrus to what closes the request of the servlet container. */
  private static final List<String> PATH =
      List.of(
          "asyncRemote",
          "webSocket",
          "protocolHandler",
          "writer",
          "tyrusHttpUpgradeHandler",
          "handler",
          "wc");

  /** One line is enough: there would be one for each WebSocket. */
  private static final AtomicBoolean SAID = new AtomicBoolean();

  private final WebConnection upgraded;
  private final AtomicBoolean isClosed;
  private final Object request;
  private final Object response;
  private final Object connection;

  private PayaraSocket(WebConnection upgraded) throws ReflectiveOperationException {
    this.upgraded = upgraded;
    isClosed = (AtomicBoolean) value(upgraded, "isClosed");
    request = value(upgraded, "request");
    var grizzly = get(request, "getCoyoteRequest");
    response = get(grizzly, "getResponse");
    connection = get(get(grizzly, "getContext"), "getConnection");
  }

  /** Of a session that opens just now; null on another server, and on a Payara made otherwise. */
  static PayaraSocket of(Session session) {
    if (!session.getClass().getName().equals(SESSION)) {
      return null;
    }
    try {
      Object at = session;
      for (var name : PATH) {
        at = value(at, name);
      }
      var socket = new PayaraSocket((WebConnection) at);
      socket.isClosed.set(true);
      return socket;
    } catch (ReflectiveOperationException | RuntimeException e) {
      if (!SAID.getAndSet(true)) {
        LogEvent.of("payara-close").with("left", "alone").with("reason", e).log(LOG, Level.WARNING);
      }
      return null;
    }
  }

  private static Object value(Object of, String name) throws ReflectiveOperationException {
    var field = field(of.getClass(), name);
    field.setAccessible(true);
    return field.get(of);
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    for (var at = type; at != null; at = at.getSuperclass()) {
      try {
        return at.getDeclaredField(name);
      } catch (NoSuchFieldException e) {
        LOG.log(Level.TRACE, "{0} is not of {1}", name, at);
      }
    }
    throw new NoSuchFieldException(type.getName() + " has no " + name);
  }

  private static Object get(Object from, String method) throws ReflectiveOperationException {
    return from.getClass().getMethod(method).invoke(from);
  }

  /** Whether closing would still put the object of the request back, to be used again. */
  boolean isInUse() {
    try {
      return (boolean) get(response, "isSuspended");
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.DEBUG, "a response is gone", e);
      return true;
    }
  }

  /** Has the server let go of what it keeps for the socket; only when it is not in use any more. */
  void release() {
    try {
      // none: the application has gone, and what was kept for it
      if (value(request, "httpUpgradeHandler") != null) {
        isClosed.set(false);
        upgraded.close();
      }
    } catch (Exception e) {
      LOG.log(Level.DEBUG, "a socket was gone before it was released", e);
    }
  }

  /** Ends the connection when what waits to be written has left. */
  void end() {
    call("closeSilently");
  }

  /** Ends the connection, also of a client that does not read. */
  void abort() {
    call("terminateSilently");
  }

  private void call(String method) {
    try {
      // by its public type: the class itself is not
      Class.forName(
              "org.glassfish.grizzly.Closeable", false, connection.getClass().getClassLoader())
          .getMethod(method)
          .invoke(connection);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.DEBUG, "a connection was gone before it was ended", e);
    }
  }
}
