//! The nine operations against the emulator, one test each, named after the operation.

use std::collections::BTreeSet;

use futures_util::{StreamExt, TryStreamExt};
use hubspot_engagements::{
    After, Association, Associations, Call, Engagement, EngagementType, ErrorKind, Id, ListAssociated,
    ListEngagements, ListModifiedAfter, ListRecent, Metadata, Milliseconds, ObjectType, Output, Timestamp,
};

use crate::portal;

fn call_of(contact: i64) -> Engagement {
    let mut call = Call::default();
    call.status = Some("COMPLETED".into());
    call.duration = Some(Milliseconds(90_000));
    call.body = Some("<p>Grüße 👋</p>".to_owned());
    let mut associations = Associations::default();
    associations.contact_ids = Some(vec![Id(contact)]);
    let mut engagement = Engagement::default();
    engagement.engagement.kind = Some(EngagementType::Call);
    engagement.engagement.timestamp = Some(Timestamp(1_790_000_000_000));
    engagement.associations = Some(associations);
    engagement.metadata = Some(Metadata::Call(Box::new(call)));
    engagement
}

#[tokio::test]
async fn engagements_get() {
    let (server, hubspot) = portal(30).await;
    let first = hubspot.list(ListEngagements::default()).items().next().await.unwrap().unwrap();
    let id = first.engagement.id.unwrap();
    assert_eq!(hubspot.get(id).await.unwrap(), first);
    let error = hubspot.get(999_999_999_999).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    server.stop().await;
}

#[tokio::test]
async fn engagements_list() {
    let (server, hubspot) = portal(95).await;
    let mut listing = ListEngagements { limit: Some(20), ..ListEngagements::default() };
    let pages: Vec<usize> =
        hubspot.list(listing.clone()).pages().map_ok(|page| page.len()).try_collect().await.unwrap();
    assert_eq!(pages, [20, 20, 20, 20, 15]);
    let items: Vec<Engagement> = hubspot.list(listing.clone()).items().try_collect().await.unwrap();
    let ids: BTreeSet<Id> = items.iter().filter_map(|item| item.engagement.id).collect();
    assert_eq!((items.len(), ids.len()), (95, 95));
    let page = hubspot.list(listing.clone()).first_page().await.unwrap();
    listing.offset = page.next().cloned();
    let rest: Vec<Engagement> = hubspot.list(listing).items().try_collect().await.unwrap();
    assert_eq!(rest.len(), 75);
    server.stop().await;
}

#[tokio::test]
async fn engagements_recent() {
    let (server, hubspot) = portal(40).await;
    let made = hubspot.create(call_of(7)).await.unwrap();
    let mut listing = ListRecent { count: Some(5), ..ListRecent::default() };
    let page = hubspot.recent(listing.clone()).first_page().await.unwrap();
    assert_eq!(page.get(0).unwrap().id(), made.engagement.id);
    assert_eq!((page.len(), page.next().unwrap().as_str()), (5, "5"));
    listing.since = Some(Timestamp(made.engagement.last_updated.unwrap().0 - 1));
    let since: Vec<Engagement> = hubspot.recent(listing).items().try_collect().await.unwrap();
    assert_eq!(since.len(), 1);
    assert_eq!(since[0].engagement, made.engagement);
    server.stop().await;
}

#[tokio::test]
async fn engagements_modified_after() {
    let (server, hubspot) = portal(60).await;
    let listing = ListModifiedAfter { after: After::Time(Timestamp(1000)), limit: Some(25) };
    let pages: Vec<_> = hubspot.modified_after(listing).pages().try_collect().await.unwrap();
    let ids: BTreeSet<Id> =
        pages.iter().flat_map(|page| page.iter()).filter_map(|record| record.id()).collect();
    assert_eq!((pages.len(), ids.len()), (3, 60));
    server.stop().await;
}

#[tokio::test]
async fn engagements_associated() {
    let (server, hubspot) = portal(200).await;
    let contact = server.with_portal(|portal| portal.contact_id());
    let listing = |object_type: &str| ListAssociated {
        object_type: ObjectType::from(object_type),
        object_id: Id(contact),
        limit: Some(3),
        offset: None,
    };
    let items: Vec<Engagement> = hubspot.associated(listing("contact")).items().try_collect().await.unwrap();
    assert!(items.len() > 3, "more than one page");
    for item in items {
        assert!(item.associations.unwrap().contact_ids.unwrap().contains(&Id(contact)));
    }
    let error = hubspot.associated(listing("FAKE_TYPE")).first_page().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadRequest);
    assert!(error.to_string().contains("FAKE_TYPE"), "{error}");
    server.stop().await;
}

#[tokio::test]
async fn engagements_create() {
    let (server, hubspot) = portal(0).await;
    let made = hubspot.create(call_of(7)).await.unwrap();
    let Some(Metadata::Call(call)) = &made.metadata else { panic!("a call") };
    assert_eq!(call.body.as_deref(), Some("<p>Grüße 👋</p>"));
    assert_eq!(made.engagement.timestamp, Some(Timestamp(1_790_000_000_000)));
    assert_eq!(made.engagement.body_preview.as_deref(), Some("Grüße 👋"));
    assert!(made.association_create_failures().is_empty());
    let stored = hubspot.get(made.engagement.id.unwrap()).await.unwrap();
    assert_eq!((stored.engagement, stored.metadata), (made.engagement, made.metadata));
    assert_eq!(server.with_portal(|portal| portal.len()), 1);
    server.stop().await;
}

#[tokio::test]
async fn engagements_update() {
    let (server, hubspot) = portal(0).await;
    let id = hubspot.create(call_of(7)).await.unwrap().engagement.id.unwrap();
    let mut call = Call::default();
    call.disposition = Some("f240bbac-87c9-4f6e-bf70-924b57d47db7".to_owned());
    let mut changes = Engagement::default();
    changes.metadata = Some(Metadata::Call(Box::new(call)));
    let updated = hubspot.update(id, changes).await.unwrap().unwrap();
    let Some(Metadata::Call(call)) = updated.metadata else { panic!("a call") };
    assert_eq!(call.disposition.as_deref(), Some("f240bbac-87c9-4f6e-bf70-924b57d47db7"));
    assert_eq!(call.duration, Some(Milliseconds(90_000)), "what was not given stays");
    server.stop().await;
}

#[tokio::test]
async fn engagements_delete() {
    let (server, hubspot) = portal(0).await;
    let id = hubspot.create(call_of(7)).await.unwrap().engagement.id.unwrap();
    hubspot.delete(id).await.unwrap();
    assert_eq!(server.with_portal(|portal| portal.len()), 0);
    assert_eq!(hubspot.get(id).await.unwrap_err().kind(), ErrorKind::NotFound);
    server.stop().await;
}

#[tokio::test]
async fn dispositions_list() {
    let (server, hubspot) = portal(0).await;
    let outcomes = hubspot.dispositions().await.unwrap();
    let connected = outcomes.iter().find(|outcome| outcome.label.as_deref() == Some("Connected")).unwrap();
    assert_eq!(connected.id.as_deref(), Some("f240bbac-87c9-4f6e-bf70-924b57d47db7"));
    server.stop().await;
}

#[tokio::test]
async fn associations_create_and_delete() {
    let (server, hubspot) = portal(0).await;
    let id = hubspot.create(call_of(7)).await.unwrap().engagement.id.unwrap();
    let with =
        |object_type, object_id| Association { engagement_id: id, object_type, object_id: Id(object_id) };
    hubspot.associate(vec![with(ObjectType::Company, 9)]).await.unwrap();
    hubspot.associate(vec![with(ObjectType::Deal, 3), with(ObjectType::Contact, 8)]).await.unwrap();
    let associations = hubspot.get(id).await.unwrap().associations.unwrap();
    assert_eq!(associations.company_ids, Some(vec![Id(9)]));
    assert_eq!(associations.contact_ids, Some(vec![Id(7), Id(8)]));
    hubspot.dissociate(vec![with(ObjectType::Contact, 7)]).await.unwrap();
    hubspot.dissociate(vec![with(ObjectType::Deal, 3), with(ObjectType::Company, 9)]).await.unwrap();
    let associations = hubspot.get(id).await.unwrap().associations.unwrap();
    assert_eq!((associations.contact_ids, associations.deal_ids), (Some(vec![Id(8)]), Some(vec![])));
    let mut missing = with(ObjectType::Contact, 7);
    missing.engagement_id = Id(1);
    let error = hubspot.associate(vec![missing, with(ObjectType::Contact, 5)]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadRequest);
    assert!(!error.details().errors.is_empty(), "{error:?}");
    server.stop().await;
}

#[tokio::test]
async fn owners_list_and_get() {
    let (server, hubspot) = portal(5).await;
    let owners = hubspot.owners(false).await.unwrap();
    let ids: Vec<String> =
        server.with_portal(|portal| portal.owner_ids()).iter().map(i64::to_string).collect();
    let listed: Vec<String> = owners.iter().filter_map(|owner| owner.id.clone()).collect();
    assert_eq!(listed, ids);
    assert_eq!(hubspot.owners(true).await.unwrap().len(), 1);
    let id: i64 = ids[0].parse().unwrap();
    server.stop().await;
    // What is remembered needs no server.
    assert_eq!(hubspot.owner(id).await.unwrap(), owners[0]);
    assert_eq!(hubspot.owners(false).await.unwrap().len(), owners.len());
}

#[tokio::test]
async fn an_outcome_by_its_label() {
    let (server, hubspot) = portal(0).await;
    let call = Call::default().disposition("left Voicemail");
    let made = hubspot.create(Engagement::new(call).contacts([Id(7)])).await.unwrap();
    let Some(Metadata::Call(call)) = made.metadata else { panic!("a call") };
    assert_eq!(call.disposition.as_deref(), Some("b2cf5968-551e-4856-9783-52b3da59a7d0"));
    let changes = Engagement::change(Call::default().disposition("Connected").clear("body"));
    let updated = hubspot.update(made.engagement.id.unwrap(), changes).await.unwrap().unwrap();
    let Some(Metadata::Call(call)) = updated.metadata else { panic!("a call") };
    assert_eq!(call.disposition.as_deref(), Some("f240bbac-87c9-4f6e-bf70-924b57d47db7"));
    let error = hubspot.create(Engagement::new(Call::default().disposition("Perhaps"))).await.unwrap_err();
    assert_eq!(error.details().issues[0].code, "unknown_disposition");
    assert_eq!(server.with_portal(|portal| portal.len()), 1, "nothing was created");
    server.stop().await;
}

#[tokio::test]
async fn strictness() {
    let (server, hubspot) = portal(0).await;
    let odd = || Engagement::new(Call::default().status("ON_HOLD"));
    hubspot.create(odd()).await.unwrap();
    let builder = hubspot_engagements::Client::builder("test-token").base_url(&server.base_url);
    let error = builder.strict(true).build().unwrap().create(odd()).await.unwrap_err();
    assert_eq!(error.details().issues[0].code, "unknown_value");
    server.stop().await;
}

#[tokio::test]
async fn an_operation_by_name() {
    let (server, hubspot) = portal(10).await;
    let output = hubspot.call_by_name("engagements.list", r#"{"limit":4}"#).await.unwrap();
    assert!(matches!(output, Output::Page(page) if page.len() == 4));
    server.stop().await;
}
