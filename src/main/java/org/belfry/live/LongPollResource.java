package org.belfry.live;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.belfry.http.QueryString;
import org.belfry.inbox.read.LogPage;
import org.belfry.inbox.read.LogQuery;
import org.belfry.json.Json;
import org.belfry.model.Cursor;
import org.belfry.problem.Problem;
import org.belfry.session.SessionMappings;

/** {@code GET /api/v1/inbox/changes}: the log as a long poll; no thread waits with it. */
@Path("/inbox/changes")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class LongPollResource {

  @Inject private Admission admission;
  @Inject private Subscribers subscribers;
  @Inject private LogReaders readers;
  @Inject private SessionMappings mappings;
  @Inject private LiveSettings settings;
  @Inject private Executor answers;

  @GET
  public CompletionStage<byte[]> changes(
      @QueryParam("epoch") String epoch,
      @QueryParam("after") String after,
      @QueryParam("wait") @DefaultValue("25") String wait,
      @QueryParam("limit") @DefaultValue("200") String limit,
      @Context HttpServletRequest request) {
    // its token comes in a header that pages of other origins may not send without being asked
    var who = admission.admit(ConnectRequest.of("poll", request, null));
    if (after == null) {
      throw Problem.missingField("after");
    }
    var query =
        LogQuery.changes(who.user().id(), new Cursor(epoch, QueryString.number("after", after)));
    var seconds = QueryString.number("wait", wait);
    var most = limit(limit);
    var longest = Math.min(seconds, settings.longestWait().toSeconds());
    var mapping = mappings.map(who.client());
    var longPoll =
        new LongPoll(
            query,
            readers::request,
            () -> mappings.open(mapping),
            System.nanoTime() + longest * 1_000_000_000L);
    subscribers.add(longPoll);
    readers.request(longPoll);
    return longPoll
        .answer()
        .whenComplete(
            (page, error) -> {
              subscribers.remove(longPoll);
              mappings.close(mapping);
            })
        .thenApplyAsync(
            page -> json(page, cut(page.changes(), query.from().after(), most)), answers);
  }

  private static int limit(String text) {
    var limit = QueryString.number("limit", text);
    if (limit < 1 || limit > 200) {
      throw Problem.invalidField("limit", "a number from 1 to 200");
    }
    return (int) limit;
  }

  /**
   * How many frames to answer with: so many, and on to the end of the change that they end in. A
   * bulk change comes in parts, of which all but the last carry the head before it; an answer that
   * ended with such a part would end where it began, and so would the next.
   */
  static int cut(List<LogPage.Entry> entries, long after, int limit) {
    var whole = after;
    for (var i = 0; i < entries.size(); i++) {
      var isPart = entries.get(i).head() <= whole;
      whole = Math.max(whole, entries.get(i).head());
      if (i + 1 >= limit && !isPart) {
        return i + 1;
      }
    }
    return entries.size();
  }

  /** A slice, cut behind a change that is whole: the answer's head is a cursor. */
  private static byte[] json(LogPage page, int frames) {
    var entries = page.changes();
    var cut = frames < entries.size();
    var shown = entries.subList(0, frames);
    var isPart = cut || page.more();
    var last = isPart ? shown.get(shown.size() - 1).at() : page.now().at();
    var at = isPart && !cut ? last.saidOf(page.next().whole().head()) : last;
    return Json.bytes(
        out -> {
          out.writeStartObject();
          out.writeStringField("epoch", page.now().epoch());
          out.writeArrayFieldStart("changes");
          for (var entry : shown) {
            out.writeRawValue(entry.frame().json());
          }
          out.writeEndArray();
          out.writeNumberField("head", at.head());
          out.writeNumberField("unread", at.unread());
          out.writeNumberField("unseen", at.unseen());
          out.writeBooleanField("more", isPart);
          out.writeEndObject();
        });
  }
}
