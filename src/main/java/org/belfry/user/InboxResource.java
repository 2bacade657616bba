package org.belfry.user;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.belfry.http.QueryString;
import org.belfry.inbox.Counts;
import org.belfry.inbox.InboxActions;
import org.belfry.inbox.read.PageQuery;
import org.belfry.inbox.read.Pages;
import org.belfry.json.Json;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.security.Authenticator;
import org.belfry.text.Storable;

/** {@code /api/v1/inbox}: a user's own pages, counts and acts. */
@Path("/inbox")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class InboxResource {

  /** Body of PATCH; what is null stays as it is. */
  record Patch(Boolean read, Boolean archived) {}

  @Inject private Authenticator authenticator;
  @Inject private Pages pages;
  @Inject private InboxActions acts;
  @Inject private InboxCommands commands;
  @Inject private InboxLimits limits;
  @Inject private UserActions actions;

  @GET
  public CompletionStage<byte[]> page(
      @HeaderParam("Authorization") String authorization,
      @QueryParam("state") @DefaultValue("all") String state,
      @QueryParam("type") String type,
      @QueryParam("before") String before,
      @QueryParam("limit") @DefaultValue("50") String limit) {
    var user = user(authorization);
    var query =
        new PageQuery(
            limits.state(state),
            Storable.text("type", type, Storable.LONGEST_ID),
            before == null ? Long.MAX_VALUE : QueryString.number("before", before),
            limits.page(limit));
    return actions.look(user, () -> pages.page(user, query).getBytes(StandardCharsets.UTF_8));
  }

  @GET
  @Path("/counts")
  public CompletionStage<byte[]> counts(@HeaderParam("Authorization") String authorization) {
    var user = user(authorization);
    return actions.look(user, () -> json(acts.counts(user)));
  }

  @PATCH
  @Path("/{seq}")
  public CompletionStage<byte[]> patch(
      @HeaderParam("Authorization") String authorization,
      @PathParam("seq") String seq,
      InputStream body) {
    var user = user(authorization);
    var patch = Json.read(Json.limited(body, limits.bodyBytes()), Patch.class);
    if (patch.read() == null && patch.archived() == null) {
      throw new Problem(ProblemKind.MISSING_FIELD, "read or archived is missing").withField("read");
    }
    var item = InboxLimits.seq(seq);
    return actions.change(user, () -> json(acts.patch(user, item, patch.read(), patch.archived())));
  }

  @DELETE
  @Path("/{seq}")
  @Consumes(MediaType.WILDCARD)
  public CompletionStage<Response> remove(
      @HeaderParam("Authorization") String authorization, @PathParam("seq") String seq) {
    var user = user(authorization);
    var items = List.of(InboxLimits.seq(seq));
    // said, because of a stage that ends with nothing Jersey makes a 200
    return actions
        .change(user, () -> acts.remove(user, items))
        .thenApply(counts -> Response.noContent().build());
  }

  @POST
  @Path("/read")
  public CompletionStage<byte[]> read(
      @HeaderParam("Authorization") String authorization, InputStream body) {
    return perform("read", authorization, body);
  }

  @POST
  @Path("/unread")
  public CompletionStage<byte[]> unread(
      @HeaderParam("Authorization") String authorization, InputStream body) {
    return perform("unread", authorization, body);
  }

  @POST
  @Path("/archive")
  public CompletionStage<byte[]> archive(
      @HeaderParam("Authorization") String authorization, InputStream body) {
    return perform("archive", authorization, body);
  }

  @POST
  @Path("/remove")
  public CompletionStage<byte[]> removeAll(
      @HeaderParam("Authorization") String authorization, InputStream body) {
    return perform("remove", authorization, body);
  }

  @POST
  @Path("/seen")
  public CompletionStage<byte[]> seen(
      @HeaderParam("Authorization") String authorization, InputStream body) {
    return perform("seen", authorization, body);
  }

  private CompletionStage<byte[]> perform(String command, String authorization, InputStream body) {
    var user = user(authorization);
    var action = commands.checked(user, command, body);
    return actions.change(user, () -> json(action.get()));
  }

  private UserId user(String authorization) {
    return authenticator.user(authorization, null).id();
  }

  private static byte[] json(Counts counts) {
    return Json.write(counts).getBytes(StandardCharsets.UTF_8);
  }
}
