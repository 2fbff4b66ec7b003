#include "demur/cli/demo_people.hpp"

#include <algorithm>

#include "demur/cli/assets.hpp"
#include "demur/cli/demo_story.hpp"

namespace demur::cli {

using domain::Role;

const std::vector<DemoAccount>& demo_accounts() {
  static const std::vector<DemoAccount> accounts = {
      {"member", "member", "the answer to your dissent on Port Sorrel is overdue; file another"},
      {"respondent", "respondent",
       "answers for the Bureau of Northern Affairs; an answer and a position are due"},
      {"custodian", "custodian", "keeps the channel; a dissent waits to be acknowledged, one is sealed"},
      {"custodian2", "custodian", "another: two of three must agree before anything sealed opens"},
      {"custodian3", "custodian", "the third"},
      {"auditor", "auditor", "sees every duty, waives with a reason, verifies the log"},
  };
  return accounts;
}

const std::vector<Person>& demo_custodians() {
  static const std::vector<Person> custodians = {
      {"custodian2", "Felix Aster", kDemoCustodianOffice, Role::custodian},
      {"custodian3", "Gesa Lorn", kDemoCustodianOffice, Role::custodian},
  };
  return custodians;
}

const std::vector<Person>& demo_officers() {
  static const std::vector<Person> officers = {
      {"member", "Mara Quill", "Legal Office"},
      {"respondent", "Anders Bellweather", "Bureau of Northern Affairs", Role::respondent},
      {"auditor", "Ruth Okonjo-Hale", "Office of the Inspector", Role::auditor},
      {"lena.forsgren", "Lena Forsgren", "Legal Office", Role::respondent},
      {"pia.holloway", "Pia Holloway", "Consular Directorate", Role::respondent},
      {"jonas.abara", "Jonas Abara", "Personnel Directorate", Role::respondent},
      {"ilse.marr", "Ilse Marr", "Legal Office"},
      {"tomas.ekwall", "Tomas Ekwall", "Bureau of Northern Affairs"},
      {"noor.castellan", "Noor Castellan", "Consular Directorate"},
      {"rafael.winter", "Rafael Winter", "Personnel Directorate"},
      {"greta.lindqvist", "Greta Lindqvist", "Consular Directorate"},
      {"omar.fenwick", "Omar Fenwick", "Legal Office"},
      {"hanneke.osei", "Hanneke Osei", "Legal Office"},
      {"samir.dahl", "Samir Dahl", "Consular Directorate"},
  };
  return officers;
}

const std::vector<Person>& demo_colleagues() {
  static const std::vector<Person> colleagues = [] {
    constexpr const char* kNames[] = {
        "Alba Renner",   "Bram Oyelaran",  "Celia Thorne",     "Davor Lind",      "Esme Karras",
        "Farid Molnar",  "Gwen Adeyemi",   "Hugo Sandoval",    "Inga Petrosyan",  "Jules Marchetti",
        "Kaya Brandt",   "Liam Osterberg", "Mina Farrow",      "Nils Achterberg", "Oona Delacroix",
        "Pavel Ibarra",  "Quentin Sorley", "Rosa Vantongeren", "Selim Ashdown",   "Tilda Moreau",
        "Umar Kestrel",  "Vera Lundgaard", "Wim Castellano",   "Xenia Harrow",    "Yusuf Blomkvist",
        "Zora Whitlock", "Anton Reyes",    "Britt Sallow",     "Cyrus Nakata",    "Dunya Ferris"};
    constexpr const char* kOffices[] = {"Legal Office", "Consular Directorate", "Personnel Directorate",
                                        "Bureau of Northern Affairs"};
    std::vector<Person> people;
    for (const std::string name : kNames) {
      std::string login = name;
      std::ranges::transform(login, login.begin(), [](char c) {
        return c == ' ' ? '.' : static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
      });
      people.push_back({login, name, kOffices[people.size() % std::size(kOffices)]});
    }
    return people;
  }();
  return colleagues;
}

std::string demo_policy_toml() {
  return std::string(policy_text("demo"));
}

}  // namespace demur::cli
