package org.belfry.backend;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.belfry.inbox.Notifications;
import org.belfry.inbox.append.Appender;
import org.belfry.inbox.append.Receipt;
import org.belfry.json.Json;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.security.Authenticator;
import org.belfry.security.Ownership;
import org.belfry.security.SendRate;
import org.belfry.security.Sender;

/** {@code /api/v1/notifications}: what a backend calls. No thread waits for a commit. */
@Path("/notifications")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class NotifyResource {

  @Inject private Authenticator authenticator;
  @Inject private Ownership ownership;
  @Inject private SendRate rate;
  @Inject private NotifyLimits limits;
  @Inject private Drafts drafts;
  @Inject private Batches batches;
  @Inject private Appender appender;
  @Inject private SendCounts counts;
  @Inject private Notifications notifications;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public CompletionStage<Response> send(
      @HeaderParam("Authorization") String authorization,
      @HeaderParam("Idempotency-Key") String key,
      InputStream body) {
    var sender = authenticator.sender(authorization);
    return counts.one(() -> send(sender, key, body)).thenApply(NotifyResource::created);
  }

  private CompletionStage<Receipt> send(Sender sender, String key, InputStream body) {
    rate.take(sender, 1);
    var json = Json.limited(body, limits.bodyBytes());
    var draft = drafts.draft(sender, Json.read(json, NotificationBody.class));
    return appender.append(draft, IdempotencyKeyHeader.single(sender, key, json));
  }

  private static Response created(Receipt receipt) {
    var response = Response.status(201).entity(SendResponses.created(receipt));
    if (receipt.replayed()) {
      response.header("Idempotency-Replayed", "true");
    }
    return response.build();
  }

  @POST
  @Path("/batch")
  @Consumes(MediaType.APPLICATION_JSON)
  public CompletionStage<byte[]> sendAll(
      @HeaderParam("Authorization") String authorization,
      @HeaderParam("Idempotency-Key") String key,
      InputStream body) {
    var sender = authenticator.sender(authorization);
    var json = Json.limited(body, limits.batchBytes());
    return batches
        .send(sender, json, key)
        .thenApply(results -> results.getBytes(StandardCharsets.UTF_8));
  }

  @GET
  @Path("/{id}")
  public byte[] report(
      @HeaderParam("Authorization") String authorization, @PathParam("id") String id) {
    var sender = authenticator.sender(authorization);
    return SendResponses.report(
        notifications.report(id(id), owner -> ownership.covers(sender, owner)));
  }

  @DELETE
  @Path("/{id}")
  public void recall(@HeaderParam("Authorization") String authorization, @PathParam("id") String id)
      throws SQLException {
    var sender = authenticator.sender(authorization);
    notifications.recall(id(id), owner -> ownership.covers(sender, owner));
  }

  /** What is no UUID names no notification. */
  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new Problem(ProblemKind.NO_SUCH_NOTIFICATION, "there is no such notification");
    }
  }
}
