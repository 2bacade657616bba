package org.belfry.echo;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Payara: remembers the object of each request that asks for it with {@code remember=true}, and
 * says at {@code /remembered} whether that very request has one of them.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class RequestObjects extends HttpFilter {

  private static final long serialVersionUID = 1;

  private final transient Set<Object> remembered =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getRequestURI().endsWith("/remembered")) {
      response.getWriter().print(remembered.contains(object(request)));
      return;
    }
    if (request.getQueryString() != null && request.getQueryString().contains("remember=true")) {
      remembered.add(object(request));
    }
    chain.doFilter(request, response);
  }

  private static Object object(ServletRequest request) {
    var facade = request;
    while (facade instanceof ServletRequestWrapper wrapper) {
      facade = wrapper.getRequest();
    }
    try {
      return facade.getClass().getMethod("getUnwrappedCoyoteRequest").invoke(facade);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this server has no such objects", e);
    }
  }
}
