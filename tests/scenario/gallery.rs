//! What people read who have made a mistake.

use ftpmock::Scenario;

#[test]
fn mistakes_are_shown_where_they_are() {
    let mut seen = 0;
    insta::glob!("wrong/*.toml", |path| {
        let error = Scenario::from_path(path).unwrap_err();
        let place = path.parent().unwrap().to_str().unwrap();
        let shown = error.to_string().replace(place, "wrong");
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(shown);
        });
        seen += 1;
    });
    assert!(seen >= 25, "{seen} mistakes");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = Scenario::from_path("no/such.toml").unwrap_err();
    assert!(error.to_string().contains("no/such.toml"), "{error}");
    assert_eq!((error.count(), error.place()), (1, (1, 1)));
}

#[test]
#[should_panic(expected = "did you mean `greeting`?")]
fn a_builder_panics_with_the_diagnostic() {
    let _ = ftpmock::FtpServer::builder().scenario("tests/scenario/wrong/unknown-option.toml");
}
