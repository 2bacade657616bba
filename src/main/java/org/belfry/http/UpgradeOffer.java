package org.belfry.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.belfry.text.LogEvent;

/**
 * Leaves an offer to speak another protocol alone, as is everybody's right (RFC 9110 §7.8); only
 * WebSockets are accepted. Payara takes who offers one for somebody who got it: answers lose their
 * length and type, and the connection ends. So there the offer is taken out of the request; on
 * another server, and on a Payara that is made otherwise, nothing is done.
 */
final class UpgradeOffer {

  private static final Logger LOG = System.getLogger(UpgradeOffer.class.getName());
  private static final String FACADE = "org.apache.catalina.connector.RequestFacade";
  private static volatile boolean unknown;

  private UpgradeOffer() {}

  static boolean isWebSocket(HttpServletRequest request) {
    return OpeningHandshake.isWanted(request);
  }

  static void decline(HttpServletRequest request, HttpServletResponse response) {
    if (request.getHeader("Upgrade") == null
        || isWebSocket(request)
        || unknown
        || !request.getClass().getName().equals(FACADE)) {
      return;
    }
    try {
      var inner = get(get(request, "getUnwrappedCoyoteRequest"), "getCoyoteRequest");
      var packet = get(inner, "getRequest");
      packet.getClass().getMethod("setIgnoreContentModifiers", boolean.class).invoke(packet, false);
      get(get(packet, "getUpgradeDC"), "recycle");
      if (Bodies.isExpected(request)) {
        // whose length Payara has not looked at: it would not find the next request behind it
        response.setHeader("Connection", "close");
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      unknown = true;
      LogEvent.of("payara-upgrade").with("left", "alone").with("reason", e).log(LOG, Level.INFO);
    }
  }

  private static Object get(Object from, String method) throws ReflectiveOperationException {
    return from.getClass().getMethod(method).invoke(from);
  }
}
