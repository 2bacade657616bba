package org.belfry.compat;

import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;

/**
 * Opens the doors of the old contracts, if they are switched on. By hand and not by annotations:
 * otherwise a filter would stand before every request of those who do not want them.
 */
@WebListener
public class CompatRegistration implements ServletContextListener {

  private static final Logger LOG = System.getLogger(CompatRegistration.class.getName());

  private final CompatSettings settings;
  private final PushServlet push;
  private final MessageFilter message;

  @Inject
  CompatRegistration(CompatSettings settings, PushServlet push, MessageFilter message) {
    this.settings = settings;
    this.push = push;
    this.message = message;
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    if (!settings.enabled()) {
      return;
    }
    LOG.log(
        Level.WARNING,
        "belfry.compat.enabled: clients are whoever they say they are, and anybody may send");
    var context = event.getServletContext();
    var servlet = context.addServlet("compat-push", push);
    servlet.setAsyncSupported(true);
    servlet.addMapping("/api");
    var filter = context.addFilter("compat-message", message);
    filter.setAsyncSupported(true);
    filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
  }
}
