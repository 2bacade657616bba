package org.belfry.live;

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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.belfry.inbox.Acts;
import org.belfry.inbox.Counts;
import org.belfry.inbox.PageQuery;
import org.belfry.inbox.Pages;
import org.belfry.json.Json;
import org.belfry.problem.Problem;
import org.belfry.security.Callers;
import org.belfry.text.Storable;

/** {@code /api/v1/inbox}: a user's own pages, counts and acts. */
@Path("/inbox")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class InboxResource {

  private static final int LONGEST_BODY = 32 * 1024;

  /** Body of PATCH; what is null stays as it is. */
  record Patch(Boolean read, Boolean archived) {}

  /** Body of "read": one of the two. */
  record Read(Long upTo, List<Long> seqs) {}

  /** Body of "seen". */
  record Seen(Long upTo) {}

  @Inject private Callers callers;
  @Inject private Pages pages;
  @Inject private Acts acts;
  @Inject private InboxLimits limits;

  @GET
  public byte[] page(
      @HeaderParam("Authorization") String authorization,
      @QueryParam("state") @DefaultValue("all") String state,
      @QueryParam("type") String type,
      @QueryParam("before") String before,
      @QueryParam("limit") @DefaultValue("50") String limit)
      throws SQLException {
    var user = user(authorization);
    var query =
        new PageQuery(
            limits.state(state),
            Storable.text("type", type, Storable.LONGEST_ID),
            before == null ? Long.MAX_VALUE : Openings.number("before", before),
            limits.page(limit));
    return pages.page(user, query).getBytes(StandardCharsets.UTF_8);
  }

  @GET
  @Path("/counts")
  public byte[] counts(@HeaderParam("Authorization") String authorization) {
    return json(acts.counts(user(authorization)));
  }

  @PATCH
  @Path("/{seq}")
  public byte[] patch(
      @HeaderParam("Authorization") String authorization,
      @PathParam("seq") String seq,
      InputStream body) {
    var user = user(authorization);
    var patch = read(body, Patch.class);
    if (patch.read() == null && patch.archived() == null) {
      throw new Problem(400, "missing-field", "read or archived is missing").withField("read");
    }
    return json(acts.patch(user, InboxLimits.seq(seq), patch.read(), patch.archived()));
  }

  @DELETE
  @Path("/{seq}")
  @Consumes(MediaType.WILDCARD)
  public void remove(
      @HeaderParam("Authorization") String authorization, @PathParam("seq") String seq) {
    acts.remove(user(authorization), List.of(InboxLimits.seq(seq)));
  }

  @POST
  @Path("/read")
  public byte[] read(@HeaderParam("Authorization") String authorization, InputStream body) {
    var user = user(authorization);
    var read = read(body, Read.class);
    if ((read.upTo() == null) == (read.seqs() == null)) {
      throw new Problem(400, "missing-field", "one of upTo and seqs has to be given")
          .withField("upTo");
    }
    return json(
        read.upTo() != null
            ? acts.readUpTo(user, InboxLimits.upTo(read.upTo()))
            : acts.read(user, limits.seqs(read.seqs()), true));
  }

  @POST
  @Path("/seen")
  public byte[] seen(@HeaderParam("Authorization") String authorization, InputStream body) {
    var user = user(authorization);
    return json(acts.seen(user, InboxLimits.upTo(read(body, Seen.class).upTo())));
  }

  private String user(String authorization) {
    return callers.user(authorization, null).id();
  }

  private static <T> T read(InputStream body, Class<T> type) {
    return Json.read(Json.limited(body, LONGEST_BODY), type);
  }

  private static byte[] json(Counts counts) {
    return Json.write(counts).getBytes(StandardCharsets.UTF_8);
  }
}
