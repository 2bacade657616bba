package org.belfry.backend;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/** A notification as a sender writes it; unknown fields are refused. */
record NotificationBody(
    List<String> to,
    String type,
    String title,
    String body,
    String link,
    JsonNode data,
    String priority,
    String collapseKey,
    Instant expiresAt) {}
