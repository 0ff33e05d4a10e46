//! Domains of e-mail addresses: which ones everybody knows, and which are most likely a slip for one of them.

/// Domains of many people. Nothing here is ever called a slip, however near another it is.
const KNOWN: &[&str] = &[
    "126.com",
    "163.com",
    "aliceadsl.fr",
    "aol.com",
    "aol.de",
    "arcor.de",
    "att.net",
    "bellsouth.net",
    "bigpond.com",
    "bluewin.ch",
    "bol.com.br",
    "btinternet.com",
    "charter.net",
    "comcast.net",
    "cox.net",
    "daum.net",
    "earthlink.net",
    "email.com",
    "email.de",
    "fastmail.com",
    "foxmail.com",
    "free.fr",
    "freenet.de",
    "gail.com",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hanmail.net",
    "hey.com",
    "hotmail.be",
    "hotmail.ca",
    "hotmail.co",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.es",
    "hotmail.fr",
    "hotmail.it",
    "hotmail.nl",
    "hotmail.se",
    "hushmail.com",
    "icloud.com",
    "inbox.com",
    "inbox.lv",
    "interia.pl",
    "laposte.net",
    "libero.it",
    "live.ca",
    "live.co.uk",
    "live.com",
    "live.de",
    "live.fr",
    "mac.com",
    "mail.com",
    "mail.de",
    "mail.ru",
    "mailbox.org",
    "me.com",
    "msn.com",
    "naver.com",
    "o2.pl",
    "onet.pl",
    "online.de",
    "op.pl",
    "optonline.net",
    "optusnet.com.au",
    "orange.fr",
    "outlook.at",
    "outlook.com",
    "outlook.de",
    "outlook.es",
    "outlook.fr",
    "outlook.in",
    "pm.me",
    "posteo.de",
    "proton.me",
    "protonmail.ch",
    "protonmail.com",
    "qq.com",
    "rediffmail.com",
    "rocketmail.com",
    "sbcglobal.net",
    "seznam.cz",
    "sfr.fr",
    "sina.com",
    "sky.com",
    "t-online.de",
    "terra.com.br",
    "tiscali.it",
    "tuta.com",
    "tutanota.com",
    "uol.com.br",
    "verizon.net",
    "virgilio.it",
    "virginmedia.com",
    "wanadoo.fr",
    "web.de",
    "wp.pl",
    "yahoo.ca",
    "yahoo.co",
    "yahoo.co.in",
    "yahoo.co.jp",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.com.au",
    "yahoo.com.br",
    "yahoo.de",
    "yahoo.es",
    "yahoo.fr",
    "yahoo.in",
    "yahoo.it",
    "yandex.com",
    "yandex.ru",
    "ymail.com",
    "ziggo.nl",
    "zoho.com",
];

/// What is looked for near by: domains so long that one letter more or less is hardly another's.
const TARGETS: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "outlook.com",
    "protonmail.com",
    "yahoo.com",
];

/// The domain that is most likely meant by one in lower case; `None` for one that is fine or not known.
pub(crate) fn meant(domain: &str) -> Option<String> {
    let (name, top) = domain.rsplit_once('.')?;
    let first = *domain.as_bytes().first()?;
    // Most domains end here: they are a company's own, or the best known of all, spelt right.
    if let Some(top) = slip_of_top(top)
        && slip(domain).is_none()
        && !name.is_empty()
    {
        return Some(format!("{name}.{top}"));
    }
    if domain.len() > 16 || !b"afghiopytcw".contains(&first) || matches!(domain, "gmail.com" | "outlook.com")
    {
        return None;
    }
    if let Some(slip) = slip(domain) {
        return Some(slip.to_owned());
    }
    let near = |target: &&&str| {
        target.as_bytes()[0] == first
            && target.rsplit_once('.').is_some_and(|(known, end)| end == top && is_one_away(known, name))
    };
    let target = TARGETS.iter().find(near)?;
    KNOWN.binary_search(&domain).is_err().then(|| (*target).to_owned())
}

/// Slips that people make again and again, also some that are domains of somebody by now.
fn slip(domain: &str) -> Option<&'static str> {
    let at = SLIPS.binary_search_by(|(slip, _)| (*slip).cmp(domain)).ok()?;
    Some(SLIPS[at].1)
}

const SLIPS: &[(&str, &str)] = &[
    ("ahoo.com", "yahoo.com"),
    ("comcas.net", "comcast.net"),
    ("comcast.ent", "comcast.net"),
    ("gamil.com", "gmail.com"),
    ("ggmail.com", "gmail.com"),
    ("gimail.com", "gmail.com"),
    ("gmai.com", "gmail.com"),
    ("gmail.cm", "gmail.com"),
    ("gmail.co", "gmail.com"),
    ("gmail.co.uk", "gmail.com"),
    ("gmail.de", "gmail.com"),
    ("gmail.net", "gmail.com"),
    ("gmail.om", "gmail.com"),
    ("gmail.org", "gmail.com"),
    ("gmaill.com", "gmail.com"),
    ("gmall.com", "gmail.com"),
    ("gmaol.com", "gmail.com"),
    ("gmeil.com", "gmail.com"),
    ("gmial.com", "gmail.com"),
    ("gml.com", "gmail.com"),
    ("gmsil.com", "gmail.com"),
    ("gmx.ed", "gmx.de"),
    ("gnail.com", "gmail.com"),
    ("gxm.de", "gmx.de"),
    ("homtail.com", "hotmail.com"),
    ("hormail.com", "hotmail.com"),
    ("hotmai.com", "hotmail.com"),
    ("hotmail.cm", "hotmail.com"),
    ("hotmaill.com", "hotmail.com"),
    ("hotmal.com", "hotmail.com"),
    ("hotmali.com", "hotmail.com"),
    ("hotmial.com", "hotmail.com"),
    ("hotnail.com", "hotmail.com"),
    ("htomail.com", "hotmail.com"),
    ("iclod.com", "icloud.com"),
    ("icloud.cm", "icloud.com"),
    ("icloud.co", "icloud.com"),
    ("iclould.com", "icloud.com"),
    ("iclud.com", "icloud.com"),
    ("icoud.com", "icloud.com"),
    ("otmail.com", "hotmail.com"),
    ("oulook.com", "outlook.com"),
    ("outllok.com", "outlook.com"),
    ("outlok.com", "outlook.com"),
    ("outloo.com", "outlook.com"),
    ("outloock.com", "outlook.com"),
    ("outlook.cm", "outlook.com"),
    ("outlook.co", "outlook.com"),
    ("t-onlin.de", "t-online.de"),
    ("t-online.ed", "t-online.de"),
    ("yaho.com", "yahoo.com"),
    ("yahoo.cm", "yahoo.com"),
    ("yahoo.om", "yahoo.com"),
    ("yahooo.com", "yahoo.com"),
    ("yaoo.com", "yahoo.com"),
    ("yhaoo.com", "yahoo.com"),
    ("yhoo.com", "yahoo.com"),
];

/// Ends of domains that do not exist, one slip away from those that do.
fn slip_of_top(top: &str) -> Option<&'static str> {
    Some(match top.as_bytes() {
        b"con" | b"cmo" | b"ocm" | b"comm" | b"vom" | b"xom" | b"coom" | b"c0m" | b"cpm" | b"cim"
        | b"conm" => "com",
        b"nte" | b"ent" | b"nett" | b"ner" => "net",
        b"ogr" | b"orgg" | b"rog" | b"prg" => "org",
        b"dee" => "de",
        _ => return None,
    })
}

/// Whether one letter is missing, added, another, or two are the other way round.
fn is_one_away(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > 1 || a == b {
        return false;
    }
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([_, a @ ..], _) if a == b => true,
        (_, [_, b @ ..]) if a == b => true,
        ([_, a_rest @ ..], [_, b_rest @ ..]) if a_rest == b_rest => true,
        ([a1, a2, a_rest @ ..], [b1, b2, b_rest @ ..]) => a1 == b2 && a2 == b1 && a_rest == b_rest,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_known() {
        let of = |domain: &str| meant(domain).unwrap_or_default();
        for slip in ["gmial.com", "gmaiil.com", "gnail.com", "gmail.con", "gmail.cmo", "gmil.com"] {
            assert_eq!(of(slip), "gmail.com", "{slip}");
        }
        assert_eq!(of("hotmial.com"), "hotmail.com");
        assert_eq!(of("hottmail.com"), "hotmail.com");
        assert_eq!(of("outlookk.com"), "outlook.com");
        assert_eq!(of("okafor.con"), "okafor.com");
        assert_eq!(of("yahoo.con"), "yahoo.com");
    }

    #[test]
    fn real_domains_are_left_in_peace() {
        assert!(KNOWN.is_sorted() && SLIPS.is_sorted());
        assert!(SLIPS.iter().all(|(slip, _)| KNOWN.binary_search(slip).is_err()));
        for domain in KNOWN {
            assert_eq!(meant(domain), None, "{domain}");
        }
        for domain in [
            "okafor.net",
            "gmbh.com",
            "kmail.com",
            "gov.uk",
            "icloud.de",
            "yahoo-inc.com",
            "cloud.com",
            "mail.com",
            "hotmail.cz",
            "gmx.co.uk",
            "a.b",
            "x",
        ] {
            assert_eq!(meant(domain), None, "{domain}");
        }
    }
}
