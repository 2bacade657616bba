package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.belfry.it.client.Bell;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A bell that a page takes about, that much arrives at, or whose items can't be drawn. */
@Tag("pages")
class BellKeepsUpIT extends BrowserIT {

  private final String user = someone();

  private Bell bell() {
    return Bell.open(context, api(), api().token(user));
  }

  private void sendMany(int count) {
    for (var sent = 0; sent < count; sent += 500) {
      var first = sent;
      var batch =
          IntStream.range(0, Math.min(500, count - sent))
              .mapToObj(n -> note("n" + (first + n), List.of(user)))
              .toList();
      api().post("/api/v1/notifications/batch", api().senderKey(), batch);
    }
  }

  @Test
  void a_bell_that_is_moved_or_taken_out_and_put_back_goes_on() {
    for (var given : List.of(false, true)) {
      var bell = bell();
      if (given) {
        bell.page()
            .evaluate(
                "token => import('./client/belfry.js').then(({Belfry}) => {"
                    + " document.querySelector('belfry-bell').belfry = new Belfry({token}); })",
                api().token(user));
        bell.awaitLive();
      }
      var states =
          "() => { window.states = [];"
              + " document.querySelector('belfry-bell').belfry.on('state', s => states.push(s)) }";
      bell.page().evaluate(states);
      bell.page()
          .evaluate("document.querySelector('main').append(document.querySelector('belfry-bell'))");
      bell.page().evaluate("document.body.append(document.querySelector('belfry-bell'))");
      sendMany(1);
      bell.awaitBadge(given ? "3" : "1");
      assertThat(bell.page().evaluate("states")).isEqualTo(List.of());
      bell.page().evaluate("window.bell = document.querySelector('belfry-bell'), bell.remove()");
      bell.page().evaluate("new Promise(resolve => setTimeout(resolve, 100))");
      var state = bell.page().evaluate("bell.belfry.state.state");
      assertThat(state).isEqualTo(given ? "live" : "stopped");
      sendMany(1);
      bell.page().evaluate("document.body.append(bell)");
      bell.awaitLive().awaitBadge(given ? "4" : "2");
      bell.show();
      Bell.expect(bell.items()).hasCount(given ? 4 : 2);
      bell.page().close();
    }
  }

  @Test
  void thousands_that_arrive_meanwhile_do_not_keep_it_from_opening() {
    sendMany(40);
    var bell = bell().show();
    Bell.expect(bell.items().first()).containsText("n39");
    bell.page().keyboard().press("Escape");
    sendMany(5_000);
    bell.page()
        .waitForFunction(
            "() => document.querySelector('belfry-bell').belfry.counts.unread === 5040");
    var never = Bell.open(context, api(), api().token(user), "id='never'", "");
    for (var one : List.of(bell, never)) {
      var began = System.nanoTime();
      one.show();
      Bell.expect(one.items().first()).containsText("n4999");
      var took = Duration.ofNanos(System.nanoTime() - began);
      System.out.println("opened after 5,000 arrivals in " + took.toMillis() + " ms");
      assertThat(took).isLessThan(Duration.ofSeconds(10));
      assertThat(one.items().count()).isLessThanOrEqualTo(90);
    }
    bell.items().first().hover();
    sendMany(1_000);
    Bell.expect(bell.page().getByText("1,000 new", new Page.GetByTextOptions().setExact(true)))
        .isVisible();
    assertThat(bell.items().count()).isLessThanOrEqualTo(90);
  }

  @Test
  void an_item_that_can_not_be_drawn_does_not_stop_the_list() {
    sendMany(3);
    var bell = bell();
    var errors = new ArrayList<String>();
    bell.page().onPageError(errors::add);
    bell.page()
        .evaluate(
            "() => { document.querySelector('belfry-bell').renderItem = item => {"
                + " if (item.title === 'n1') throw new Error('of the page');"
                + " if (item.title === 'n2') return null;"
                + " const p = document.createElement('p'); p.textContent = 'own ' + item.title;"
                + " return p; } }");
    bell.show();
    Bell.expect(bell.items()).hasCount(3);
    Bell.expect(bell.item("n2")).isVisible();
    Bell.expect(bell.page().getByText("own n0")).isVisible();
    bell.page().getByRole(AriaRole.BUTTON).getByText("n1").click();
    bell.awaitBadge("2");
    assertThat(errors).anyMatch(error -> error.contains("of the page"));
  }

  @Test
  void times_are_told_by_the_clock_of_the_server() {
    sendMany(1);
    context.clock().install();
    context.clock().setSystemTime(Instant.now().plusSeconds(3 * 3600).toEpochMilli());
    var bell = bell().show();
    Bell.expect(bell.item("n0")).containsText("just now");
  }

  /** As they are served, with their comments; bundled and minified they are half of that. */
  @Test
  void the_files_of_a_bell_come_compressed_and_those_of_its_list_later() {
    var lengths = new TreeMap<String, Integer>();
    context.onResponse(
        response -> {
          if (response.url().contains("/client/")) {
            assertThat(response.headers()).containsEntry("content-encoding", "gzip");
            var length = Integer.parseInt(response.headers().get("content-length"));
            lengths.put(response.url().replaceAll(".*/client/", ""), length);
          }
        });
    var page = bell().show().page();
    Bell.expect(page.getByText("Nothing new")).isVisible();
    assertThat(lengths).containsKeys("belfry.js", "belfry-bell.js", "list-view.js");
    var sum = lengths.values().stream().mapToInt(Integer::intValue).sum();
    System.out.println("a bell with its list, as served: " + lengths.size() + " files, " + sum);
    assertThat(sum).isLessThan(50 * 1024);
    assertThat(page.evaluate("import('./client/belfry.js').then(it => typeof it.Belfry)"))
        .isEqualTo("function");
  }
}
