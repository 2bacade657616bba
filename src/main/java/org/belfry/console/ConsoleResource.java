package org.belfry.console;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.List;
import org.belfry.inbox.read.ChangeLog;
import org.belfry.inbox.read.PageQuery;
import org.belfry.inbox.read.Pages;
import org.belfry.json.Json;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.problem.RecentIncidents;
import org.belfry.session.ConnectionStats;
import org.belfry.text.LogEvent;
import org.belfry.text.Storable;

/** {@code /api/v1/console}: what the operator's page shows. */
@Path("/console")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class ConsoleResource {

  private static final Logger LOG = System.getLogger(ConsoleResource.class.getName());
  private static final int PAGE = 25;

  /** How things stand; rates, queues and incidents are of the node that answers. */
  record Overview(
      ConnectionStats.Count census,
      List<Rates.Rate> rates,
      double appendQueue,
      double readQueue,
      List<RecentIncidents.Refusal> refusals,
      List<RecentIncidents.Ending> endings) {}

  @Inject private Operators operators;
  @Inject private ConnectionStats stats;
  @Inject private Rates rates;
  @Inject private RecentIncidents incidents;
  @Inject private ChangeLog log;
  @Inject private Pages pages;

  @GET
  @Path("/overview")
  public Response overview(@HeaderParam("Authorization") String authorization) {
    operators.operator(authorization);
    var overview =
        new Overview(
            stats.count(),
            rates.latest(),
            rates.gauge("belfry.append.queue"),
            rates.gauge("belfry.read.queue"),
            incidents.refusals(),
            incidents.endings());
    return json(Json.bytes(out -> out.writePOJO(overview)));
  }

  /** A page of somebody's inbox, newest first, and their connections; who looks is logged. */
  @GET
  @Path("/users/{user}")
  public Response user(
      @HeaderParam("Authorization") String authorization,
      @PathParam("user") String user,
      @QueryParam("archived") @DefaultValue("false") boolean archived,
      @QueryParam("before") Long before)
      throws SQLException {
    var operator = operators.operator(authorization);
    var id = Storable.isId(user) ? UserId.of("user", user) : null;
    if (id == null || !log.heads(List.of(id)).get(0).isThere()) {
      // asking for a page would make the inbox
      throw new Problem(ProblemKind.NO_SUCH_INBOX, "nobody of this id has an inbox");
    }
    LogEvent.of("inbox-read")
        .with("operator", operator.name())
        .with("user", id)
        .log(LOG, Level.INFO);
    var state = archived ? PageQuery.State.ARCHIVED : PageQuery.State.ALL;
    var query = new PageQuery(state, null, before == null ? Long.MAX_VALUE : before, PAGE);
    var connections = stats.of(id);
    var page = pages.page(id, query);
    return json(
        Json.bytes(
            out -> {
              out.writeStartObject();
              out.writePOJOField("connections", connections);
              out.writeFieldName("inbox");
              out.writeRawValue(page);
              out.writeEndObject();
            }));
  }

  private static Response json(byte[] document) {
    return Response.ok(document).build();
  }
}
