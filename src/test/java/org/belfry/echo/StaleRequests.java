package org.belfry.echo;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/**
 * Payara: what a request's object may still have from an earlier use, made so on purpose for those
 * that ask for it with {@code stale=true}.
 */
@WebListener
public class StaleRequests implements ServletRequestListener {

  @Override
  public void requestInitialized(ServletRequestEvent event) {
    var facade = (HttpServletRequest) event.getServletRequest();
    if (facade.getQueryString() == null || !facade.getQueryString().contains("stale=true")) {
      return;
    }
    try {
      var unwrap = facade.getClass().getMethod("getUnwrappedCoyoteRequest");
      for (var mark : List.of("afterService", "handlerInitialised")) {
        var field = unwrap.getReturnType().getDeclaredField(mark);
        field.setAccessible(true);
        field.setBoolean(unwrap.invoke(facade), true);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Payara has no such marks", e);
    }
  }
}
