package org.belfry.ops;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import org.belfry.text.LogEvent;

/**
 * Payara: a server that stops takes its applications down first, and answers for them meanwhile:
 * 503 without a word, and then 404. It tells of that before, and waits for who has heard it; there
 * Belfry says its goodbye, and then has the listeners closed. By reflection: elsewhere all these
 * types are missing.
 */
final class PayaraShutdown {

  private static final Logger LOG = System.getLogger(PayaraShutdown.class.getName());

  /** By which the server is told to stop, and answers. */
  private static final String ADMIN = "admin-listener";

  private final Runnable stop;
  private final Object preparing;

  private PayaraShutdown(Runnable stop, Object preparing) {
    this.stop = stop;
    this.preparing = preparing;
  }

  /**
   * Has {@code stop} run when the server is about to stop; returns what takes that back.
   *
   * @throws ReflectiveOperationException on another server, and on a Payara that is made otherwise
   */
  static Runnable before(Runnable stop) throws ReflectiveOperationException {
    var types = type("org.glassfish.api.event.EventTypes");
    var shutdown = new PayaraShutdown(stop, types.getField("PREPARE_SHUTDOWN").get(null));
    var listenerType = type("org.glassfish.api.event.EventListener");
    var listener =
        Proxy.newProxyInstance(
            PayaraShutdown.class.getClassLoader(), new Class<?>[] {listenerType}, shutdown::called);
    var eventsType = type("org.glassfish.api.event.Events");
    var events = service(eventsType);
    eventsType.getMethod("register", listenerType).invoke(events, listener);
    var unregister = eventsType.getMethod("unregister", listenerType);
    return () -> {
      try {
        unregister.invoke(events, listener);
      } catch (ReflectiveOperationException e) {
        LOG.log(Level.DEBUG, "Payara goes on telling of its end", e);
      }
    };
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(name, true, PayaraShutdown.class.getClassLoader());
  }

  private static Object service(Class<?> type) throws ReflectiveOperationException {
    return type("org.glassfish.internal.api.Globals")
        .getMethod("get", Class.class)
        .invoke(null, type);
  }

  private Object called(Object proxy, Method method, Object[] arguments)
      throws ReflectiveOperationException {
    switch (method.getName()) {
      case "event" -> heard(arguments[0]);
      case "equals" -> {
        return proxy == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      case "toString" -> {
        return PayaraShutdown.class.getName();
      }
      default -> {}
    }
    return null;
  }

  private void heard(Object event) throws ReflectiveOperationException {
    var name = event.getClass().getMethod("name").invoke(event);
    var expected = preparing.getClass().getMethod("type").invoke(preparing);
    if (expected.equals(name)) {
      stop.run();
      closeListeners();
    }
  }

  /** Whoever would be answered from here on would be answered by Payara, for example with 404. */
  private static void closeListeners() {
    try {
      var grizzly = service(type("org.glassfish.api.container.RequestDispatcher"));
      var proxies = grizzly.getClass().getDeclaredField("proxies");
      proxies.setAccessible(true);
      for (var proxy : new ArrayList<>((Collection<?>) proxies.get(grizzly))) {
        close(proxy);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LogEvent.of("listener-left-open").log(LOG, Level.INFO, e);
    }
  }

  private static void close(Object proxy) throws ReflectiveOperationException {
    var listener = get(proxy, "getUnderlyingListener");
    if (!ADMIN.equals(get(listener, "getName"))) {
      try {
        get(proxy, "stop");
      } catch (InvocationTargetException e) {
        LOG.log(Level.DEBUG, "a listener of Payara is stopped already", e);
      }
    }
  }

  private static Object get(Object from, String method) throws ReflectiveOperationException {
    return from.getClass().getMethod(method).invoke(from);
  }
}
