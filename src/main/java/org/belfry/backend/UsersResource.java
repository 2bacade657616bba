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
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.belfry.cluster.SessionTermination;
import org.belfry.inbox.Recount;
import org.belfry.json.Json;
import org.belfry.security.Authenticator;
import org.belfry.session.SessionMappings;
import org.belfry.text.Storable;

/** {@code /api/v1/users/{user}}: what a sender may know of a user. */
@Path("/users/{user}")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class UsersResource {

  @Inject private Authenticator authenticator;
  @Inject private SessionMappings mappings;
  @Inject private SessionTermination termination;
  @Inject private Recount recount;

  @GET
  @Path("/presence")
  public byte[] presence(
      @HeaderParam("Authorization") String authorization, @PathParam("user") String user) {
    authenticator.sender(authorization);
    return json(mappings.presence(Storable.id("user", user)));
  }

  /** Ends all connections of the user, say because somebody has signed out. */
  @DELETE
  @Path("/connections")
  public void end(
      @HeaderParam("Authorization") String authorization, @PathParam("user") String user)
      throws SQLException {
    authenticator.sender(authorization);
    termination.end(Storable.id("user", user));
  }

  /** Counts the inbox afresh; {@code differences} is 0, or something is broken. */
  @GET
  @Path("/recount")
  public byte[] recount(
      @HeaderParam("Authorization") String authorization, @PathParam("user") String user) {
    authenticator.sender(authorization);
    return json(recount.of(Storable.id("user", user)));
  }

  private static byte[] json(Object answer) {
    return Json.write(answer).getBytes(StandardCharsets.UTF_8);
  }
}
