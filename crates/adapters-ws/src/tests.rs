//! Protocol transcripts.
