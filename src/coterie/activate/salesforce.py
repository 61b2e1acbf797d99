"""Contacts for Salesforce Data Loader: an upsert by the external id Coterie_Customer__c, without contact data."""

from coterie.activate._destination import listed

# Names of fields as the interface of Salesforce has them; without a byte order mark, which Data Loader does not read.
MEMBER = listed(
    {
        "Coterie_Customer__c": "customer",
        "Coterie_Segment__c": "name",
        "Coterie_Segment_ID__c": "segment",
        "Coterie_Confidence__c": "round(confidence, 3)",
    }
)
