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
 * Payara: a server that stops takes its applications down first, and one that undeploys an
 * application answers for it at once: 503 without a word, and then 404. It tells of both before,
 * and waits for who has heard it; there Belfry says its goodbye, and when it is the server that
 * stops has the listeners closed. By reflection: elsewhere all these types are missing.
 */
final class PayaraShutdown {

  private static final Logger LOG = System.getLogger(PayaraShutdown.class.getName());

  /** By which the server is told to stop, and answers. */
  private static final String ADMIN = "admin-listener";

  private final Runnable stop;
  private final Object stopping;
  private final Object undeploying;

  private PayaraShutdown(Runnable stop) throws ReflectiveOperationException {
    this.stop = stop;
    var events = type("org.glassfish.api.event.EventTypes");
    stopping = events.getField("PREPARE_SHUTDOWN").get(null);
    var deployments = type("org.glassfish.internal.deployment.Deployment");
    undeploying = deployments.getField("UNDEPLOYMENT_VALIDATION").get(null);
  }

  /**
   * Has {@code stop} run when the server or this deployment is about to stop; returns what takes
   * that back.
   *
   * @throws ReflectiveOperationException on another server, and on a Payara that is made otherwise
   */
  static Runnable before(Runnable stop) throws ReflectiveOperationException {
    var shutdown = new PayaraShutdown(stop);
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
    var type = get(event, "type");
    if (type.equals(stopping)) {
      stop.run();
      closeListeners();
    } else if (type.equals(undeploying) && isOurs(get(event, "hook"))) {
      stop.run();
    }
  }

  /** Whether it is this application that is undeployed: told by whose class loader it is. */
  private static boolean isOurs(Object context) throws ReflectiveOperationException {
    var parameters =
        type("org.glassfish.api.deployment.DeploymentContext")
            .getMethod("getCommandParameters", Class.class)
            .invoke(context, type("org.glassfish.api.deployment.UndeployCommandParameters"));
    var applications = type("org.glassfish.internal.data.ApplicationRegistry");
    var application =
        applications
            .getMethod("get", String.class)
            .invoke(service(applications), get(parameters, "name"));
    var theirs = application == null ? null : get(application, "getAppClassLoader");
    var ours = PayaraShutdown.class.getClassLoader();
    while (ours != null && ours != theirs) {
      ours = ours.getParent();
    }
    return ours != null;
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
