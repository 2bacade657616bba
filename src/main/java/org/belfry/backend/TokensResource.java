package org.belfry.backend;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.belfry.json.Json;
import org.belfry.security.Authenticator;
import org.belfry.security.UserTokens;

/** {@code POST /api/v1/tokens}: a token for a user, so that a backend needs no JWT code. */
@Path("/tokens")
@Singleton
public class TokensResource {

  public static final int LONGEST_BODY = 4 * 1024;
  private static final long AN_HOUR = 3600;

  /** The request; {@code expiresIn} in seconds, an hour where it is absent. */
  record TokenBody(String user, Long expiresIn) {}

  @Inject private Authenticator authenticator;
  @Inject private UserTokens tokens;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public byte[] issue(@HeaderParam("Authorization") String authorization, InputStream body) {
    authenticator.sender(authorization);
    var wanted = Json.read(Json.limited(body, LONGEST_BODY), TokenBody.class);
    var issued =
        tokens.issue(wanted.user(), wanted.expiresIn() == null ? AN_HOUR : wanted.expiresIn());
    return Json.write(issued).getBytes(StandardCharsets.UTF_8);
  }
}
