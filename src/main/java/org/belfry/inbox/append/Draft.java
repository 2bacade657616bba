package org.belfry.inbox.append;

import java.util.List;
import org.belfry.inbox.Content;
import org.belfry.model.UserId;

/**
 * A checked notification that is to be appended to the inboxes of its recipients.
 *
 * @param recipients distinct user ids, at least one
 * @param collapseKey replaces the recipient's unread item of the same key; null for none
 */
public record Draft(String sender, Content content, List<UserId> recipients, String collapseKey) {}
