package org.belfry.ops;

import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.EnumSet;
import org.belfry.http.RequestFilter;

/**
 * Puts {@link RequestFilter} before all other filters: those that are declared by annotations have
 * no order, but what a listener adds can be put before them.
 */
@WebListener
public class RequestFilterListener implements ServletContextListener {

  private final RequestFilter filter;

  @Inject
  RequestFilterListener(RequestFilter filter) {
    this.filter = filter;
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    var added = event.getServletContext().addFilter("requests", filter);
    added.setAsyncSupported(true);
    added.addMappingForUrlPatterns(
        EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), false, "/*");
  }
}
