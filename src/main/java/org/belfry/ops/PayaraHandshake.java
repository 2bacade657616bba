package org.belfry.ops;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.belfry.text.LogEvent;

/**
 * Payara: lets a handshake begin with a request that knows nothing of those before it.
 *
 * <p>The server uses the objects of its requests again, and sets {@code afterService} on one whose
 * asynchronous answer was complete before its servlet had returned, when it has been put back
 * already. A WebSocket that gets this object may be taken down while it is still being set up,
 * which leaves {@code handlerInitialised}; and one that gets it then is never set up at all: it
 * opens, and is silent for ever. Both marks are false in a new object, and are made so here. Only
 * WebSockets look at them.
 *
 * <p>The object also keeps the handler of its last WebSocket, and with it the application, when
 * that has long been undeployed; so the handlers are taken out when it is.
 *
 * <p>Does nothing on another server, nor on a Payara that has no such marks.
 */
@WebFilter(
    urlPatterns = {"/ws", "/socket.io/*"},
    dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ASYNC},
    asyncSupported = true)
public class PayaraHandshake extends HttpFilter {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = System.getLogger(PayaraHandshake.class.getName());
  private static final String FACADE = "org.apache.catalina.connector.RequestFacade";
  private static final List<String> MARKS = List.of("afterService", "handlerInitialised");

  private static final String HANDLER = "httpUpgradeHandler";

  /** The objects of requests that WebSockets began with. */
  private final transient Set<Object> requests =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** How to get at the marks, found at the first handshake; null until then. */
  private transient volatile Marks marks;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getHeader("Upgrade") != null) {
      forget(request);
    }
    chain.doFilter(request, response);
  }

  private void forget(ServletRequest request) {
    var facade = request;
    while (facade instanceof ServletRequestWrapper wrapper) {
      facade = wrapper.getRequest();
    }
    if (!facade.getClass().getName().equals(FACADE)) {
      return;
    }
    try {
      var known = marks;
      if (known == null) {
        known = Marks.of(facade);
        marks = known;
      }
      known.clear(facade, requests);
    } catch (ReflectiveOperationException | RuntimeException e) {
      marks = Marks.NONE;
      LogEvent.of("payara-handshake").with("left", "alone").with("reason", e).log(LOG, Level.INFO);
    }
  }

  @Override
  public void destroy() {
    try {
      for (var request : Set.copyOf(requests)) {
        marks.handler().set(request, null);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LogEvent.of("payara-handlers").with("left", "behind").with("reason", e).log(LOG, Level.INFO);
    }
    requests.clear();
  }

  private record Marks(Method unwrap, List<Field> fields, Field handler) {

    static final Marks NONE = new Marks(null, List.of(), null);

    static Marks of(ServletRequest facade) throws ReflectiveOperationException {
      var unwrap = facade.getClass().getMethod("getUnwrappedCoyoteRequest");
      var fields = new ArrayList<Field>();
      for (var name : MARKS) {
        fields.add(field(unwrap, name));
      }
      return new Marks(unwrap, fields, field(unwrap, HANDLER));
    }

    private static Field field(Method unwrap, String name) throws NoSuchFieldException {
      var field = unwrap.getReturnType().getDeclaredField(name);
      field.setAccessible(true);
      return field;
    }

    void clear(ServletRequest facade, Set<Object> cleared) throws ReflectiveOperationException {
      if (unwrap != null) {
        var request = unwrap.invoke(facade);
        cleared.add(request);
        for (var field : fields) {
          field.setBoolean(request, false);
        }
      }
    }
  }
}
