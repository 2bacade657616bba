package org.belfry.ops;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Starts Belfry with its deployment: a listener that throws fails the deployment, on every server.
 */
@WebListener
public class StartListener implements ServletContextListener {

  private final Lifecycle lifecycle;

  @Inject
  StartListener(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    lifecycle.start();
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    lifecycle.stop();
  }
}
