package org.belfry.live;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.belfry.inbox.read.LogQuery;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.problem.RecentIncidents;
import org.belfry.security.Authenticator;
import org.belfry.security.Origins;
import org.belfry.security.User;
import org.belfry.session.ClientInfo;

/**
 * How everybody comes in who wants to follow an inbox, by whatever door: while there is room, from
 * a page that may, and as a user. Doors only say where what they need stands, and tell a refusal in
 * their own way. Whether the node has started, or is stopping, is seen to before all doors.
 */
@Singleton
public class Admission {

  private static final Duration COME_BACK = Duration.ofSeconds(5);

  /** A user who is let in, and by what client. */
  public record Admitted(User user, ClientInfo client) {}

  private final Authenticator authenticator;
  private final Origins origins;
  private final RecentIncidents incidents;
  private final Connections connections;
  private final BooleanSupplier isFull;

  @Inject
  Admission(
      Authenticator authenticator,
      Origins origins,
      RecentIncidents incidents,
      Connections connections) {
    this(authenticator, origins, incidents, connections, connections::isFull);
  }

  /** The same, with another way to know whether there is room. */
  public Admission(
      Authenticator authenticator,
      Origins origins,
      RecentIncidents incidents,
      Connections connections,
      BooleanSupplier isFull) {
    this.authenticator = authenticator;
    this.origins = origins;
    this.incidents = incidents;
    this.connections = connections;
    this.isFull = isFull;
  }

  /**
   * Whether one more may follow an inbox on this node.
   *
   * @throws Problem 503 {@code overloaded}
   */
  public void checkRoom() {
    if (isFull.getAsBoolean()) {
      throw new Problem(
              ProblemKind.OVERLOADED, "this server has as many connections as it may; come back")
          .withRetryAfter(COME_BACK);
    }
  }

  /**
   * Lets a user in where pages come with the token in the address, and so without asking first.
   *
   * @throws Problem 403 {@code origin-refused}; else as {@link #admit(ConnectRequest)}
   */
  public Admitted admitPage(HttpServletRequest request, String transport, String token) {
    origins.check(request);
    return admit(ConnectRequest.of(transport, request, token));
  }

  /**
   * Lets a user in.
   *
   * @throws Problem 503 {@code overloaded}, 401 and 403 as {@link Authenticator#user}
   */
  public Admitted admit(ConnectRequest request) {
    checkRoom();
    var user = authenticator.user(request.authorization(), request.token());
    var client =
        new ClientInfo(
            user.id(), request.transport(), request.remoteAddress(), request.userAgent());
    return new Admitted(user, client);
  }

  /** Opens the connection of somebody who was let in. */
  public Connection open(Transport wire, Admitted who, LogQuery first) {
    return connections.open(wire, who.client(), who.user().expiresAt(), first);
  }

  /** Somebody was not let in; the log and the operators are told. */
  public void refused(String door, Problem why, String remoteAddress) {
    incidents.refused(door, why, remoteAddress);
  }
}
