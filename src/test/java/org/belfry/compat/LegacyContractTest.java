package org.belfry.compat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.belfry.json.Json;
import org.junit.jupiter.api.Test;

class LegacyContractTest {

  private static JsonNode item(String type, String data) {
    return Json.parse("{\"type\":\"%s\",\"title\":\"t\",\"data\":%s}".formatted(type, data));
  }

  private static String said(LegacyContract contract, JsonNode item) {
    return contract.argument(item).toString();
  }

  @Test
  void each_contract_says_a_notification_in_its_own_words() {
    var like = item("like", "{\"by\":[1.50]}");
    assertThat(said(LegacyContract.USER_LOGIN, like))
        .isEqualTo("{\"entityType\":\"like\",\"data\":{\"by\":[1.50]}}");
    assertThat(said(LegacyContract.QUERY_TOKEN, like)).isEqualTo("{\"by\":[1.50]}");
    assertThat(said(LegacyContract.JOIN, like)).isEqualTo("{\"code\":0,\"data\":{\"by\":[1.50]}}");
  }

  @Test
  void what_came_without_a_type_goes_without_and_what_has_no_data_goes_whole() {
    assertThat(said(LegacyContract.USER_LOGIN, item("message", "\"x\"")))
        .isEqualTo("{\"entityType\":\"\",\"data\":\"x\"}");
    var bare = item("like", "null");
    assertThat(said(LegacyContract.QUERY_TOKEN, bare)).isEqualTo(bare.toString());
  }

  @Test
  void data_as_deep_as_may_be_comes_through() {
    var deep = "[".repeat(62) + "]".repeat(62);
    var frame = Json.parse("{\"event\":\"notification\",\"item\":" + item("a", deep) + "}");
    assertThat(said(LegacyContract.QUERY_TOKEN, frame.get("item"))).isEqualTo(deep);
  }
}
