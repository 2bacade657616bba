package org.belfry.ops;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Starts Belfry with its deployment: a listener that throws fails the deployment, on every server.
 */
@WebListener
public class StartListener implements ServletContextListener {

  private static final Logger LOG = System.getLogger(StartListener.class.getName());

  private final Lifecycle lifecycle;
  private Runnable forgetStop = () -> {};

  @Inject
  StartListener(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    lifecycle.start();
    forgetStop = before(lifecycle::stop);
  }

  /** Has it run before the server answers in our place; returns what takes that back. */
  private static Runnable before(Runnable stop) {
    try {
      return WildFlySuspend.before(stop);
    } catch (LinkageError e) {
      LOG.log(Level.DEBUG, "not WildFly");
    }
    try {
      return PayaraShutdown.before(stop);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.INFO, "event=stop-late next=\"goodbye when the servlets are taken down\"", e);
      return () -> {};
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    forgetStop.run();
    lifecycle.stop();
  }
}
