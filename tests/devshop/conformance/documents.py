"""Documents for captures that only name theirs and use aliases or literals: written by what they show."""

from __future__ import annotations

SUBSCRIPTION = "webhookSubscription { id } userErrors { field message }"

DOCUMENTS = {
    "webhook-subscription-catalog-read": """query Catalog(
  $first: Int!
  $missingQuery: String!
  $unknownId: ID!
) {
  webhookSubscriptions(first: $first) {
    nodes { id topic endpoint { __typename } }
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
  webhookSubscriptionsCount { count precision }
  filteredCount: webhookSubscriptionsCount(query: $missingQuery) { count precision }
  unknown: webhookSubscription(id: $unknownId) { id }
}""",
    "webhook-subscription-validation-branches": f"""mutation Branches(
  $unknownId: ID!
  $unknownUpdateInput: WebhookSubscriptionInput!
) {{
  updateUnknown: webhookSubscriptionUpdate(id: $unknownId, webhookSubscription: $unknownUpdateInput) {{
    {SUBSCRIPTION}
  }}
  deleteUnknown: webhookSubscriptionDelete(id: $unknownId) {{
    deletedWebhookSubscriptionId
    userErrors {{ field message }}
  }}
  createMissingUri: webhookSubscriptionCreate(topic: SHOP_UPDATE, webhookSubscription: {{ format: JSON }}) {{
    {SUBSCRIPTION}
  }}
}}""",
    "webhook-subscription-missing-create-topic": f"""mutation MissingCreateWebhookTopic {{
  webhookSubscriptionCreate(webhookSubscription: {{ uri: "https://example.com/hook" }}) {{ {SUBSCRIPTION} }}
}}""",
    "webhook-subscription-null-update-input": f"""mutation NullUpdateWebhookInput {{
  webhookSubscriptionUpdate(id: "gid://shopify/WebhookSubscription/1", webhookSubscription: null) {{
    {SUBSCRIPTION}
  }}
}}""",
}
"""By the file name of the document a capture refers to, without its ending."""
