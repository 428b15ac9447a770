use super::Tag;
use crate::{
    answers::{Answer, Done, Nothing, Unbuilt},
    auth::SignedIn,
    body::Json,
    errors::Refusal,
    fields::Fields,
};
use campfire_app::flags::BUILT;
use campfire_domain::{Flag, FlagVersion};
use campfire_wire::{
    FeatureFeedback, FeatureFlags, FeatureReport, FlagChanges, FlagRollback, FlagVersions,
};
use poem_openapi::{OpenApi, param::Query};

/// Feature flags, and the endpoints behind them.
pub(crate) struct FeatureFlagResource;

#[OpenApi(tag = "Tag::Features")]
impl FeatureFlagResource {
    /// Says which features are on, and what to say where they are not.
    #[oai(
        path = "/feature-flags",
        method = "get",
        operation_id = "get_feature_flags"
    )]
    async fn get(&self, caller: SignedIn) -> Result<Answer<FeatureFlags>, Refusal> {
        let flags = caller.app().flags.current();
        Ok(Answer::found(&FeatureFlags::new(flags, BUILT)))
    }

    /// Switches features on or off, as an administrator.
    ///
    /// Each call that names a flag is a new version, told to every client within a second.
    #[oai(
        path = "/feature-flags",
        method = "patch",
        operation_id = "update_feature_flags"
    )]
    async fn update(
        &self,
        caller: SignedIn,
        body: Json<FlagChanges>,
    ) -> Result<Answer<FeatureFlags>, Refusal> {
        let Json(body) = body;
        let states = [
            (Flag::FilesEnabled, body.files_enabled),
            (Flag::AvatarsEnabled, body.avatars_enabled),
            (Flag::OpengraphEnabled, body.opengraph_enabled),
        ];
        let named = states
            .into_iter()
            .filter_map(|(flag, state)| Some((flag, state?)));
        let changes = named.collect();
        let flags = caller.app().flags.change(&caller.actor, changes).await?;
        Ok(Answer::found(&FeatureFlags::new(flags, BUILT)))
    }

    /// Goes back to the flags of an earlier version, as an administrator.
    ///
    /// That is a new version with the old flags: versions never fall.
    #[oai(
        path = "/feature-flags/rollback",
        method = "post",
        operation_id = "roll_back_feature_flags"
    )]
    async fn roll_back(
        &self,
        caller: SignedIn,
        body: Json<FlagRollback>,
    ) -> Result<Answer<FeatureFlags>, Refusal> {
        let to_version = FlagVersion::new(body.0.to_version);
        let flags = &caller.app().flags;
        let flags = flags.roll_back(&caller.actor, to_version).await?;
        Ok(Answer::found(&FeatureFlags::new(flags, BUILT)))
    }

    /// Lists the versions of the flags, newest first, 50 a page, to administrators.
    #[oai(
        path = "/feature-flags/history",
        method = "get",
        operation_id = "list_feature_flag_versions"
    )]
    async fn history(
        &self,
        caller: SignedIn,
        /// `next` of the page before.
        before: Query<Option<u64>>,
    ) -> Result<Answer<FlagVersions>, Refusal> {
        let before = before.0.map(FlagVersion::new);
        let page = caller.app().flags.history(&caller.actor, before).await?;
        Ok(Answer::found(&FlagVersions {
            versions: page.versions.iter().map(Into::into).collect(),
            next: page.next.map(FlagVersion::get),
        }))
    }

    /// Notes one's interest in a feature.
    ///
    /// The names are the client's own; one person may leave 50 different pairs of them.
    #[oai(
        path = "/feature-feedback",
        method = "post",
        operation_id = "leave_feature_feedback"
    )]
    async fn leave_feedback(
        &self,
        caller: SignedIn,
        body: Json<FeatureFeedback>,
    ) -> Result<Answer<Nothing, Done>, Refusal> {
        let mut fields = Fields::default();
        let feature = fields.feedback_word("/feature", &body.0.feature);
        let action = fields.feedback_word("/action", &body.0.action);
        let (Some(feature), Some(action)) = (feature, action) else {
            return Err(fields.refusal());
        };
        let flags = &caller.app().flags;
        flags.leave_feedback(&caller.actor, feature, action).await?;
        Ok(Answer::done())
    }

    /// Says what features people are interested in, to administrators.
    #[oai(
        path = "/feature-feedback",
        method = "get",
        operation_id = "list_feature_feedback"
    )]
    async fn report_feedback(&self, caller: SignedIn) -> Result<Answer<FeatureReport>, Refusal> {
        let report = caller.app().flags.report_feedback(&caller.actor).await?;
        let feedback = report.iter().map(Into::into).collect();
        Ok(Answer::found(&FeatureReport { feedback }))
    }

    /// Will take a file. This build lacks it: `files_enabled`.
    #[oai(path = "/uploads", method = "post", operation_id = "create_upload")]
    async fn upload(&self, caller: SignedIn) -> Result<Answer<Nothing, Unbuilt>, Refusal> {
        unbuilt(&caller, Flag::FilesEnabled)
    }

    /// Will set one's picture. This build lacks it: `avatars_enabled`.
    #[oai(path = "/me/avatar", method = "put", operation_id = "update_avatar")]
    async fn avatar(&self, caller: SignedIn) -> Result<Answer<Nothing, Unbuilt>, Refusal> {
        unbuilt(&caller, Flag::AvatarsEnabled)
    }

    /// Will look up what a link leads to. This build lacks it: `opengraph_enabled`.
    #[oai(path = "/unfurl", method = "post", operation_id = "unfurl_link")]
    async fn unfurl(&self, caller: SignedIn) -> Result<Answer<Nothing, Unbuilt>, Refusal> {
        unbuilt(&caller, Flag::OpengraphEnabled)
    }
}

/// What a feature answers that is not built: it is refused, on or off, and its body not read.
fn unbuilt(caller: &SignedIn, flag: Flag) -> Result<Answer<Nothing, Unbuilt>, Refusal> {
    caller.app().flags.check(flag)?;
    Err(Refusal::disabled(flag))
}
