package org.belfry.backend;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.belfry.cluster.SessionTermination;
import org.belfry.inbox.Erasure;
import org.belfry.inbox.Export;
import org.belfry.inbox.Recount;
import org.belfry.json.Json;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.security.Authenticator;
import org.belfry.security.Ownership;
import org.belfry.security.Sender;
import org.belfry.session.SessionMappings;
import org.belfry.text.LogEvent;

/** {@code /api/v1/users/{user}}: what a sender may know of a user. */
@Path("/users/{user}")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class UsersResource {

  private static final Logger LOG = System.getLogger(UsersResource.class.getName());

  @Inject private Authenticator authenticator;
  @Inject private SessionMappings mappings;
  @Inject private SessionTermination termination;
  @Inject private Recount recount;
  @Inject private Ownership ownership;
  @Inject private Erasure erasure;
  @Inject private Export export;

  @GET
  @Path("/presence")
  public byte[] presence(
      @HeaderParam("Authorization") String authorization, @PathParam("user") String user) {
    authenticator.sender(authorization);
    return json(mappings.presence(UserId.of("user", user)));
  }

  /** Ends all connections of the user, say because somebody has signed out. */
  @DELETE
  @Path("/connections")
  public void end(
      @HeaderParam("Authorization") String authorization, @PathParam("user") String user)
      throws SQLException {
    authenticator.sender(authorization);
    termination.end(UserId.of("user", user));
  }

  /** Counts the inbox afresh; {@code differences} is 0, or something is broken. */
  @GET
  @Path("/recount")
  public byte[] recount(
      @HeaderParam("Authorization") String authorization, @PathParam("user") String user) {
    authenticator.sender(authorization);
    return json(recount.of(UserId.of("user", user)));
  }

  /**
   * Forgets the user, whoever sent what is there: the connections end, and inbox, items and the
   * place in notifications are gone.
   */
  @DELETE
  public byte[] erase(
      @HeaderParam("Authorization") String authorization, @PathParam("user") String user)
      throws SQLException {
    var admin = admin(authorization);
    var id = UserId.of("user", user);
    termination.end(id);
    var erased = erasure.erase(id);
    // who it was is not to live on in a log
    LogEvent.of("user-erased")
        .with("admin", admin.name())
        .with("items", erased.items())
        .with("notifications", erased.notifications())
        .log(LOG, Level.INFO);
    return json(erased);
  }

  /** All that is stored of the user, as one document. */
  @GET
  @Path("/export")
  public StreamingOutput export(
      @HeaderParam("Authorization") String authorization, @PathParam("user") String user) {
    var admin = admin(authorization);
    var id = UserId.of("user", user);
    var person = export.person(id);
    LogEvent.of("user-exported").with("admin", admin.name()).with("user", id).log(LOG, Level.INFO);
    return out -> export.write(id, person, out);
  }

  private Sender admin(String authorization) {
    var sender = authenticator.sender(authorization);
    if (!ownership.isAdmin(sender)) {
      throw new Problem(
          ProblemKind.NOT_AN_ADMIN,
          "belfry.senders.admin names those who may, and not this sender");
    }
    return sender;
  }

  private static byte[] json(Object answer) {
    return Json.write(answer).getBytes(StandardCharsets.UTF_8);
  }
}
