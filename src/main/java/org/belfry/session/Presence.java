package org.belfry.session;

import java.time.Instant;

/** Whether somebody is there: on how many connections, and since when (null when on none). */
public record Presence(boolean online, long connections, Instant since) {}
