package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What somebody sees who opens the address of a server in a browser. */
class FrontPageIT extends BelfryIT {

  @Test
  void whoever_comes_to_the_root_reads_what_this_is_and_every_link_leads_somewhere() {
    var page = api().get("/", null);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
    var text = page.response().body();
    assertThat(text)
        .containsPattern("id=\"version\">\\d+\\.\\d+")
        .contains(">ready</a>", "notification inbox");
    var links =
        Pattern.compile("(?:href|src)=\"([^\"]+)\"")
            .matcher(text)
            .results()
            .map(link -> link.group(1))
            .collect(Collectors.toSet());
    assertThat(links)
        .contains("console/", "health/ready", "docs/protocol.md", "docs/configuration.md");
    for (var link : links) {
      assertThat(api().get("/" + link, null).status()).as(link).isEqualTo(200);
    }
    assertThat(api().get("/docs/protocol.md", null).header("Content-Type")).contains("text/plain");
    assertThat(api().get("/docs/none.md", null).status()).isEqualTo(404);
  }
}
