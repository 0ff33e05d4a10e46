//! What people call the fields of a guest in the header of a table.

use crate::guest::GuestField;

impl GuestField {
    /// Headers that mean the field, in the languages of many address books and ticket shops. Case, accents, spaces and
    /// punctuation don't count. What can mean several fields (`Name`, `Code`, `Method`) is not among them.
    pub fn headers(self) -> &'static [&'static str] {
        match self {
            Self::FirstName => FIRST_NAME,
            Self::LastName => LAST_NAME,
            Self::Email => EMAIL,
            Self::CountryCode => COUNTRY_CODE,
            Self::MobileNumber => MOBILE_NUMBER,
            Self::AuthenticationMethod => AUTHENTICATION_METHOD,
        }
    }
}

#[rustfmt::skip]
const FIRST_NAME: &[&str] = &[
    "First Name", "Firstname", "Given Name", "Forename", "First", "Attendee First Name", "Guest First Name",
    "Contact First Name", "Buyer First Name", "FName", "Vorname", "Prénom", "Nombre", "Nombres", "Primer nombre",
    "Nome", "Imię", "Voornaam", "Förnamn", "Fornavn", "Etunimi", "Jméno", "Keresztnév", "Prenume", "Имя", "Όνομα",
    "Ad", "名", "名字", "이름",
];

#[rustfmt::skip]
const LAST_NAME: &[&str] = &[
    "Last Name", "Lastname", "Surname", "Family Name", "Last", "Attendee Last Name", "Attendee Surname",
    "Guest Last Name", "Contact Last Name", "Buyer Last Name", "LName", "Nachname", "Familienname", "Zuname", "Nom",
    "Nom de famille", "Apellido", "Apellidos", "Cognome", "Sobrenome", "Apelido", "Nazwisko", "Achternaam",
    "Efternamn", "Etternavn", "Efternavn", "Sukunimi", "Příjmení", "Vezetéknév", "Nume", "Фамилия", "Επώνυμο",
    "Soyadı", "姓", "姓氏", "성",
];

#[rustfmt::skip]
const EMAIL: &[&str] = &[
    "Email", "E-mail", "Email Address", "E-mail Address", "Mail", "Attendee Email", "Guest Email", "Contact Email",
    "Primary Email", "Work Email", "Personal Email", "Email 1", "E-mail 1 - Value", "E-Mail-Adresse", "Mailadresse",
    "Adresse e-mail", "Adresse électronique", "Courriel", "Correo", "Correo electrónico", "Indirizzo e-mail",
    "Posta elettronica", "Endereço de e-mail", "Adres e-mail", "E-mailadres", "E-postadress", "E-post",
    "Sähköposti", "Эл. почта", "Электронная почта", "邮箱", "电子邮件", "メールアドレス", "이메일",
];

#[rustfmt::skip]
const COUNTRY_CODE: &[&str] = &[
    "Country Code", "Phone Country Code", "Calling Code", "Dial Code", "Dialing Code", "Dialling Code",
    "Country Calling Code", "Phone Code", "International Code", "Phone Prefix", "Country Prefix", "CC",
    "Ländervorwahl", "Landesvorwahl", "Vorwahl Land", "Indicatif", "Indicatif pays", "Code pays", "Prefijo",
    "Prefijo internacional", "Código de país", "Prefisso", "Prefisso internazionale", "Código do país", "DDI",
    "Kod kraju", "Landcode", "Landnummer", "Код страны", "国家代码", "国番号",
];

#[rustfmt::skip]
const MOBILE_NUMBER: &[&str] = &[
    "Mobile Number", "Mobile", "Mobile Phone", "Mobile No", "Mobile Phone Number", "Cell", "Cell Phone",
    "Cellphone", "Cell Number", "Phone", "Phone Number", "Phone No", "Telephone", "Telephone Number", "Tel",
    "Attendee Phone", "Guest Phone", "Contact Phone", "Contact Number", "Phone 1 - Value", "Primary Phone", "Handy",
    "Handynummer", "Mobil", "Mobilnummer", "Mobiltelefon", "Telefon", "Telefonnummer", "Rufnummer", "Téléphone",
    "Téléphone portable", "Portable", "Mobile phone number", "Teléfono", "Móvil", "Teléfono móvil", "Celular",
    "Cellulare", "Telefono", "Telefone", "Telemóvel", "Telefon komórkowy", "Numer telefonu", "Mobiel",
    "Telefoonnummer", "Mobiltelefonnummer", "Puhelin", "Телефон", "Мобильный телефон", "手机", "手机号", "电话", "携帯電話",
    "電話番号", "휴대폰",
];

#[rustfmt::skip]
const AUTHENTICATION_METHOD: &[&str] = &[
    "Authentication Method", "Auth Method", "Authentication", "Auth", "Authentication Type", "Auth Type",
    "Entry Method", "Check-in Method", "Access Method", "Verification Method", "Authentifizierung",
    "Authentifizierungsmethode", "Méthode d'authentification", "Método de autenticación",
    "Metodo di autenticazione", "Metoda uwierzytelniania",
];

#[cfg(test)]
mod tests {
    use super::GuestField;
    use std::collections::HashMap;

    #[test]
    fn no_header_means_two_fields() {
        let folded = |header: &str| header.to_lowercase().replace([' ', '-', '_', '.'], "");
        let mut meant = HashMap::new();
        for field in GuestField::ALL {
            for header in field.headers() {
                let before = meant.insert(folded(header), field);
                assert!(before.is_none_or(|before| before == field), "{header}");
            }
        }
    }
}
