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
  private Runnable forgetSuspend = () -> {};

  @Inject
  StartListener(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    lifecycle.start();
    try {
      forgetSuspend = WildFlySuspend.before(lifecycle::stop);
    } catch (LinkageError e) {
      LOG.log(Level.DEBUG, "not WildFly: sockets are closed when the servlets are taken down");
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    forgetSuspend.run();
    lifecycle.stop();
  }
}
