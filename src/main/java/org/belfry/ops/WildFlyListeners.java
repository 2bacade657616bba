package org.belfry.ops;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.belfry.text.LogEvent;
import org.jboss.as.server.CurrentServiceContainer;
import org.jboss.msc.service.ServiceController;
import org.jboss.msc.service.ServiceName;

/**
 * The listeners of a WildFly that stops. Only to be touched on WildFly: elsewhere the types it
 * names are missing.
 */
final class WildFlyListeners {

  private static final Logger LOG = System.getLogger(WildFlyListeners.class.getName());
  private static final ServiceName ALL = ServiceName.parse("org.wildfly.undertow.listener");
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

  private WildFlyListeners() {}

  /** Closes them, and what connections are left; returns when that is done, or after a while. */
  static void close() {
    var container = CurrentServiceContainer.getServiceContainer();
    container.getServiceNames().stream()
        .filter(name -> ALL.equals(name.getParent()))
        .map(container::getService)
        .filter(service -> service != null && service.getState() == ServiceController.State.UP)
        .forEach(WildFlyListeners::close);
  }

  private static void close(ServiceController<?> listener) {
    try {
      var open = openListener(listener);
      listener.setMode(ServiceController.Mode.NEVER);
      var since = System.nanoTime();
      while (listener.getState() == ServiceController.State.UP
          && System.nanoTime() - since < PATIENCE) {
        LockSupport.parkNanos(PAUSE);
      }
      if (open != null) {
        open.getClass().getMethod("closeConnections").invoke(open);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LogEvent.of("listener-left-open").log(LOG, Level.INFO, e);
    }
  }

  /** Undertow's part of it, whose types an application does not see. */
  private static Object openListener(ServiceController<?> listener)
      throws ReflectiveOperationException {
    @SuppressWarnings("deprecation") // there is no other way to the instance
    var service = listener.getService();
    return service.getClass().getMethod("getOpenListener").invoke(service);
  }
}
