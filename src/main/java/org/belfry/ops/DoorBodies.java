package org.belfry.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.belfry.backend.NotifyLimits;
import org.belfry.backend.TokensResource;
import org.belfry.compat.CompatSettings;
import org.belfry.http.Bodies;
import org.belfry.http.BodyRule;
import org.belfry.http.BodyRules;
import org.belfry.live.socketio.SocketIo;
import org.belfry.live.socketio.SocketIoFilter;
import org.belfry.problem.Problem;
import org.belfry.security.Authenticator;
import org.belfry.security.Origins;
import org.belfry.security.Sender;
import org.belfry.security.User;
import org.belfry.user.InboxLimits;

/** How large a body each door takes, and from whom. */
@Singleton
class DoorBodies implements BodyRules {

  private static final Set<String> GET_ONLY = Set.of("/api/v1/live", "/ws");
  private static final String REST = "/api/v1/";
  private static final String OLD_PUSH = "/api";

  private final Authenticator authenticator;
  private final Origins origins;
  private final NotifyLimits limits;
  private final InboxLimits acts;
  private final CompatSettings compat;
  private final SocketIo socketIo;

  @Inject
  DoorBodies(
      Authenticator authenticator,
      Origins origins,
      NotifyLimits limits,
      InboxLimits acts,
      CompatSettings compat,
      SocketIo socketIo) {
    this.authenticator = authenticator;
    this.origins = origins;
    this.limits = limits;
    this.acts = acts;
    this.compat = compat;
    this.socketIo = socketIo;
  }

  @Override
  public BodyRule rule(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var path = path(request);
    if (!Bodies.WITH_BODY.contains(request.getMethod())) {
      return BodyRule.NONE;
    }
    if (GET_ONLY.contains(path)) {
      response.setHeader("Allow", "GET");
      throw Problem.getOnly();
    }
    if (path.startsWith(REST)) {
      return rest(path.substring(REST.length()), request);
    }
    if (isSocketIo(path)) {
      return socketIo(request, response);
    }
    if (path.equals(OLD_PUSH) && compat.enabled()) {
      origins.checkPage(request);
      return new BodyRule(
          compat.longestPost(), "address " + request.getRemoteAddr(), BodyRule.Kind.ADDRESS);
    }
    return BodyRule.NONE;
  }

  /** Clients may leave out the slash at the end. */
  private static boolean isSocketIo(String path) {
    return path.startsWith("/socket.io/") || path.equals("/socket.io");
  }

  private static String path(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }

  private int most(String path) {
    return switch (path) {
      case "notifications/batch" -> limits.batchBytes();
      case "tokens" -> TokensResource.LONGEST_BODY;
      default -> path.startsWith("inbox/") ? acts.bodyBytes() : limits.bodyBytes();
    };
  }

  private BodyRule rest(String path, HttpServletRequest request) {
    var identity = authenticator.caller(request.getHeader("Authorization"));
    return identity instanceof User user
        ? new BodyRule(most(path), "user " + user.id().value(), BodyRule.Kind.USER)
        : new BodyRule(most(path), "sender " + ((Sender) identity).name(), BodyRule.Kind.BACKEND);
  }

  private BodyRule socketIo(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    origins.check(request);
    SocketIoFilter.permit(request, response);
    return socketIo.polls().body(request, response);
  }

  @Override
  public void permit(HttpServletRequest request, HttpServletResponse response) {
    var path = path(request);
    if (path.startsWith(REST)) {
      origins.permit(request, response);
    } else if (isSocketIo(path)
        && origins.allows(request.getHeader("Origin"), request.getHeader("Host"))) {
      SocketIoFilter.permit(request, response);
    }
  }
}
