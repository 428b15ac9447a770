//! What the example for embedders promises, held.

#[expect(dead_code, reason = "its main function is for those who run it")]
#[path = "../../examples/embed.rs"]
mod embed;

#[tokio::test]
async fn a_store_written_from_the_documentation_alone_keeps_the_promises() {
    let mut told = Vec::new();
    embed::conversation(&mut told).await.unwrap();
    let told = String::from_utf8(told).unwrap();
    assert_eq!(
        told.lines().collect::<Vec<_>>(),
        [
            "stored as number 1",
            "still number 1",
            "a stranger: there is no such membership",
            "nothing said: is empty",
            "1 <p>My order &lt;4711> is late.</p> (may change: true)",
            "2 <p>It left us today.</p> (may change: false)",
        ]
    );
}
